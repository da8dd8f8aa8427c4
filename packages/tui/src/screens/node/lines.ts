import type { NodeSight } from '@swarmpki/core/engine/watch';
import { wordsOf } from '../../app/explain/events.ts';
import type { State } from '../../app/state.ts';
import { rootName } from '../../ui/names.ts';
import { minuteOf, secondOf } from '../../ui/stamp.ts';
import { fit } from '../../ui/text.ts';
import type { Line } from '../../ui/text.ts';
import type { Own, Shown } from './own.ts';

const row = (name: string, text: string): Line => [{ text: fit(name, 11), tone: 'muted' }, { text }];
const minute = (time: number | undefined): string => (time === undefined ? '—' : `${minuteOf(time)} UTC`);

/** The leaf in short, as far as it is known. */
export function leafLines(node: NodeSight, { chain }: Own): readonly Line[] {
  const [leaf] = chain;
  const { certificate } = node;
  const head = [row('Node', node.id), row('Role', `${node.role ?? '—'}${node.leader ? ', leads' : ''}`)];
  if (leaf === undefined) {
    if (certificate === undefined)
      return [...head, row('Certificate', node.certificateProblem?.message ?? 'is not known')];
    return [
      ...head,
      row('Serial', certificate.serial),
      row('From', minute(certificate.notBefore)),
      row('To', minute(certificate.notAfter)),
      row('Issuer key', rootName(node.issuer)),
    ];
  }
  const { swarm, serialNumber, publicKey, validity, signatureAlgorithm } = leaf.description;
  const isNode = swarm !== undefined && swarm.role !== 'ca';
  return [
    row('CN', isNode ? swarm.nodeId : '—'),
    row('OU', isNode ? `swarm-${swarm.role}` : '—'),
    row('O', isNode ? `${swarm.clusterId}  the swarm` : '—'),
    row('Issuer', `swarm-ca, key ${rootName(node.issuer)}`),
    row('Serial', serialNumber.hex),
    row('Key', `${keyWords(publicKey.key)}  ${publicKey.sha256.slice(0, 16)}…`),
    row('Signature', signatureAlgorithm.name ?? signatureAlgorithm.oid),
    row('From', `${minute(certificate?.notBefore)}  an hour back`),
    row('To', minute(certificate?.notAfter)),
    ...(validity.notAfter.time === undefined ? [row('', 'its end cannot be read')] : []),
  ];
}

function keyWords(key: Shown['description']['publicKey']['key']): string {
  if (key.kind === 'ec') return `ECDSA ${key.curve?.name ?? 'on another curve'}`;
  return key.kind === 'rsa' ? `RSA ${key.bits}` : key.kind;
}

/** The chain that it sends, down to the root that others trust. */
export function chainLines(node: NodeSight, { chain }: Own, trusts: string): readonly Line[] {
  if (chain.length === 0) return [[{ text: 'What it sends is not known here.', tone: 'muted' }]];
  const lines: Line[] = [];
  chain.forEach(({ description: { swarm, publicKey } }, at) => {
    const key = rootName(publicKey.sha256);
    const isNode = swarm !== undefined && swarm.role !== 'ca';
    lines.push([
      { text: isNode ? 'leaf   ' : 'cross  ', tone: 'muted' },
      { text: isNode ? `${swarm.nodeId.slice(0, 10)}  swarm-${swarm.role}` : `swarm-ca, key ${key}`, tone: 'strong' },
    ]);
    if (at < chain.length - 1) lines.push([{ text: '         │ signed by', tone: 'border' }]);
  });
  const last = chain.at(-1)?.description.swarm;
  const isCross = last?.role === 'ca';
  return [
    ...lines,
    [{ text: '         │ signed by', tone: 'border' }],
    [
      { text: 'root   ', tone: 'muted' },
      { text: `swarm-ca, key ${isCross ? trusts : rootName(node.issuer)}`, tone: 'strong' },
      { text: '  not sent: others have it', tone: 'muted' },
    ],
    ...(isCross
      ? [
          [],
          [
            {
              text: 'The swarm changes its root. The one in the middle is the new root’s key,',
              tone: 'muted',
            } as const,
          ],
          [
            {
              text: 'signed by the old root: so those that only trust the old one accept this leaf.',
              tone: 'muted',
            } as const,
          ],
        ]
      : []),
  ];
}

/** All that its certificates say, as openssl prints it. */
export function textLines({ chain }: Pick<Own, 'chain'>): readonly Line[] {
  if (chain.length === 0) return [[{ text: 'Only a lab shows the certificates that its nodes send.', tone: 'muted' }]];
  return chain.flatMap(({ text }) => text.map((line): Line => [{ text: line }]));
}

export function pemLines({ chain, certificates }: Own): readonly Line[] {
  const blocks = [...chain.map(({ pem }) => pem), certificates?.TrustBundle ?? ''].filter((pem) => pem !== '');
  const lines = blocks.flatMap((pem, at) => [
    [
      {
        text: at === blocks.length - 1 ? 'swarm-root-ca.crt: whom it trusts' : `swarm-node.crt, ${at + 1}`,
        tone: 'accent',
      } as const,
    ],
    ...pem
      .trim()
      .split('\n')
      .map((text): Line => [{ text }]),
    [],
  ]);
  return lines.length === 0 ? textLines({ chain: [] }) : lines;
}

/** What has happened to it, the latest first. */
export function historyLines({ sight }: State, id: string): readonly Line[] {
  const entries = (sight?.lab?.journal ?? []).filter(({ ID }) => ID === id).toReversed();
  if (entries.length === 0) return [[{ text: 'The timeline says nothing of it any more.', tone: 'muted' }]];
  return entries.map((entry) => {
    const { word, tone, what } = wordsOf(entry);
    return [{ text: `${secondOf(entry.At)}  `, tone: 'muted' }, { text: fit(word, 11), tone }, { text: what(entry) }];
  });
}
