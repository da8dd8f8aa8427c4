import { Box } from 'ink';
import type { JSX } from 'react';
import { byNumberedText } from '@swarmpki/core/engine/health';
import { rootsOf } from '@swarmpki/core/engine/watch';
import { swarmNow } from '../../app/moments.ts';
import type { Room, View } from '../../app/screen.ts';
import { signer } from '../../app/signing.ts';
import type { State } from '../../app/state.ts';
import { duration } from '../../ui/bar.ts';
import { Lines } from '../../ui/line.tsx';
import { rootName } from '../../app/names.ts';
import { Panel, inside } from '../../ui/panel.tsx';
import { dayOf } from '../../ui/stamp.ts';
import { fit } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import { lifeWords } from './bindings.ts';
import type { Own } from './own.ts';

const row = (name: string, text: string, tone: 'plain' | 'warn' = 'plain'): Line => [
  { text: fit(name, 12), tone: 'muted' },
  { text, tone },
];

export function CaView({ view, room }: { readonly view: View<Own>; readonly room: Room }): JSX.Element {
  const { state, own } = view;
  const upper = Math.min(12, Math.max(6, Math.floor(room.height / 2)));
  const left = { width: Math.floor(room.width / 2), height: upper };
  const right = { width: room.width - left.width, height: upper };
  const graph = { width: room.width, height: room.height - upper };
  return (
    <Box flexDirection="column">
      <Box>
        <Panel title="Root certificate" {...left}>
          <Lines lines={rootLines(state, own)} {...inside(left)} />
        </Panel>
        <Panel title="Signing" {...right}>
          <Lines lines={signingLines(state)} {...inside(right)} />
        </Panel>
      </Box>
      {graph.height > 2 && (
        <Panel title="Who trusts whom" note={`$ ${state.engine.program} ca`} {...graph}>
          <Lines lines={trustLines(state)} {...inside(graph)} />
        </Panel>
      )}
    </Box>
  );
}

export function rootLines(state: State, own: Own): readonly Line[] {
  const swarm = state.sight?.swarm;
  if (swarm === undefined) return [[{ text: 'Only managers know it.', tone: 'muted' }]];
  // What was read of another root says nothing of this one.
  const roots = own.of === swarm.TLSInfo.TrustRoot ? own.roots : [];
  const [root] = roots;
  if (root === undefined) return [[{ text: 'It is being read …', tone: 'muted' }]];
  const { publicKey, validity, serialNumber, signatureAlgorithm, size } = root.description;
  const end = validity.notAfter.time;
  const left = end === undefined ? undefined : end - swarmNow(state);
  return [
    row('Name', 'swarm-ca, as all of them'),
    row(
      'Key',
      `${rootName(publicKey.sha256)}  ${publicKey.key.kind === 'ec' ? `ECDSA ${publicKey.key.curve?.name ?? ''}` : publicKey.key.kind}`,
    ),
    row('', `sha256:${publicKey.sha256.slice(0, 24)}…`),
    row(
      'Ends',
      end === undefined ? 'cannot be read' : `${dayOf(end)}, in ${duration(left ?? 0)}`,
      (left ?? 1) < 365 * 86_400_000 ? 'warn' : 'plain',
    ),
    row('Serial', serialNumber.hex),
    row('Signature', signatureAlgorithm.name ?? signatureAlgorithm.oid),
    row('Size', `${size} bytes, ${swarm.TLSInfo.TrustRoot.length} in PEM: tokens`),
    row('', 'carry the digest of exactly these'),
    ...(roots.length > 1 ? [row('Bundle', `of ${roots.length} roots`, 'warn')] : []),
  ];
}

function signingLines(state: State): readonly Line[] {
  const swarm = state.sight?.swarm;
  if (swarm === undefined) return [];
  const { NodeCertExpiry: expiry, ExternalCAs: external } = swarm.Spec.CAConfig;
  const issued = (state.sight?.lab?.journal ?? []).filter(({ Event }) => Event === 'certificate-issued').length;
  return [
    row('Signs', signer(state) === 'external' ? 'an external CA, alone' : 'the managers, by their own key'),
    ...external.slice(0, 3).map(({ URL: url }) => row('External', url)),
    row('Node life', signer(state) === 'external' ? 'as the external CA says' : `${lifeWords(expiry)}, an hour back`),
    row('Renews', 'between 50 and 80 % of it'),
    row('Autolock', swarm.Spec.EncryptionConfig.AutoLockManagers ? 'on; its key: 4' : 'off; it is set at 4'),
    row(
      'Rotation',
      swarm.RootRotationInProgress ? 'under way: 3' : 'none',
      swarm.RootRotationInProgress ? 'warn' : 'plain',
    ),
    ...(state.sight?.lab === undefined ? [] : [row('Issued', `${issued} of late`)]),
  ];
}

/** Nodes by who signed their certificates and whom they trust. */
function trustLines(state: State): readonly Line[] {
  const groups = new Map<string, { readonly issuer: string; managers: string[]; workers: string[] }>();
  for (const node of state.sight?.nodes.values() ?? []) {
    if (node.state === 'removed') continue;
    const key = node.issuer ?? '';
    const group = groups.get(key) ?? { issuer: rootName(node.issuer), managers: [], workers: [] };
    groups.set(key, group);
    (node.manager ? group.managers : group.workers).push(node.name || node.id.slice(0, 10));
  }
  const some = (unsorted: readonly string[]): string => {
    const names = unsorted.toSorted(byNumberedText);
    return names.length > 4 ? `${names.slice(0, 3).join(' ')} … ${names.at(-1)}` : names.join(' ');
  };
  const { trusted, coming } = (state.sight && rootsOf(state.sight)) ?? {};
  const isCross = (issuer: string): boolean => coming !== undefined && issuer === rootName(coming.issuer);
  return [...groups.values()].flatMap(({ issuer, managers, workers }): readonly Line[] => [
    [
      {
        text: isCross(issuer) ? `${rootName(trusted?.issuer)} ═ has signed ═▶ ${issuer}` : `${issuer}  swarm-ca`,
        tone: 'strong',
      },
      { text: isCross(issuer) ? '   the new root, on its way in' : '', tone: 'busy' },
    ],
    [
      { text: '  ├─ ', tone: 'border' },
      { text: `${managers.length} ${managers.length === 1 ? 'manager' : 'managers'}  `.padEnd(12), tone: 'plain' },
      { text: some(managers), tone: 'muted' },
    ],
    [
      { text: '  └─ ', tone: 'border' },
      { text: `${workers.length} ${workers.length === 1 ? 'worker' : 'workers'}  `.padEnd(12), tone: 'plain' },
      { text: some(workers), tone: 'muted' },
    ],
  ]);
}
