import type { NodeSight } from '@swarmpki/core/engine/watch';
import { trustName } from '../../app/moments.ts';
import { rootName } from '../../app/names.ts';
import type { State } from '../../app/state.ts';
import { minuteOf } from '../../ui/stamp.ts';
import { fit, wrap } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import { crossOf } from './cross.ts';
import type { Cross } from './cross.ts';
import type { Own, Shown } from './own.ts';

const row = (name: string, text: string): Line => [{ text: fit(name, 11), tone: 'muted' }, { text }];
const minute = (time: number | undefined): string => (time === undefined ? '—' : `${minuteOf(time)} UTC`);

/** Where a line of the whole description is not cut. */
const roomy = 74;

/** The leaf as far as it is known. @param now swarm time, ms since epoch @param backdated it begins an hour back */
export function certificateLines(
  node: NodeSight,
  own: Own,
  now: number,
  width: number,
  backdated: boolean,
): readonly Line[] {
  const [leaf] = own.chain;
  return leaf === undefined || width < roomy ? leafLines(node, own, backdated) : leaf.people(now);
}

/** The leaf in short. */
function leafLines(node: NodeSight, own: Own, backdated: boolean): readonly Line[] {
  const [leaf] = own.chain;
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
    row('Issuer', `swarm-ca, key ${issuerName(node, own)}`),
    row('Serial', serialNumber.hex),
    row('Key', `${keyWords(publicKey.key)}  ${publicKey.sha256.slice(0, 16)}…`),
    row('Signature', signatureAlgorithm.name ?? signatureAlgorithm.oid),
    row('From', `${minute(certificate?.notBefore)}${backdated ? '  an hour back' : ''}`),
    row('To', minute(certificate?.notAfter)),
    ...(validity.notAfter.time === undefined ? [row('', 'its end cannot be read')] : []),
  ];
}

function keyWords(key: Shown['description']['publicKey']['key']): string {
  if (key.kind === 'ec') return `ECDSA ${key.curve?.name ?? 'on another curve'}`;
  return key.kind === 'rsa' ? `RSA ${key.bits}` : key.kind;
}

/** The chain that it sends, down to the root that others trust. */
export function chainLines(state: State, node: NodeSight, own: Own, width: number): readonly Line[] {
  const { chain, judged } = own;
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
  const last = chain.at(-1)?.description;
  const trusts = trustName(state, node.root);
  const cross = crossOf(state, own);
  const isCross = cross !== undefined;
  // Behind a rotation the key of the certificate in the middle is that of the root itself.
  const isOver = isCross && last !== undefined && rootName(last.publicKey.sha256) === trusts;
  const root = isOver ? 'a root before' : `swarm-ca, key ${isCross ? trusts : issuerName(node, own)}`;
  const words = !isCross
    ? []
    : isOver
      ? [
          `The rotation is over: the node trusts ${trusts} itself, and so do the others. The one in`,
          'the middle is needed by nobody any more; it goes with the next renewal.',
        ]
      : crossWords[cross];
  return [
    ...lines,
    [{ text: '         │ signed by', tone: 'border' }],
    [
      { text: 'root   ', tone: 'muted' },
      { text: root, tone: 'strong' },
      { text: isOver ? '' : '  not sent: others have it', tone: 'muted' },
    ],
    ...(words.length === 0 ? [] : [[]]),
    ...words.map((text): Line => [{ text, tone: 'muted' }]),
    ...(judged === undefined ? [] : [[], judgedTitle, ...judged.lines.flatMap((text) => verdictLine(text, width))]),
  ];
}

const crossWords: Readonly<Record<Cross, readonly string[]>> = {
  coming: [
    'The swarm changes its root. The one in the middle is the new root’s key,',
    'signed by the old root: so those that only trust the old one accept this leaf.',
  ],
  trusted: [
    'The rotation is over: the swarm trusts the key of the one in the middle itself,',
    'and this node has not taken that root yet.',
  ],
  neither: [
    'The one in the middle is of a rotation that was given up, or replaced by another:',
    'who trusts the root that has signed it accepts this leaf, until the node renews.',
  ],
  'not-known': ['The one in the middle is the key of another root, signed by the one below.'],
};

const judgedTitle: Line = [{ text: 'As managers judge it, by the root that they trust', tone: 'accent' }];

/** Sentences are broken, tables are not. */
function verdictLine(text: string, width: number): readonly Line[] {
  return (text.startsWith(' ') || text.length <= width ? [text] : wrap(text, width)).map((line): Line => [
    { text: line },
  ]);
}

/** Who signed the leaf: as the node has reported, else as the verdict found out. */
function issuerName({ issuer }: NodeSight, { judged }: Own): string {
  return rootName(issuer ?? judged?.report.chains[0]?.[1]?.key);
}
