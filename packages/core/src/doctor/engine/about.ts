import { rootDigest } from '../../x509/root-digest.ts';
import { rootCalled } from '../../inspect/findings/words.ts';
import { iso, moment, span } from '../../time-words.ts';
import { keyName } from '../../x509/key-name.ts';
import { printable } from '../../printable.ts';
import type { Fact } from '../diagnosis.ts';
import type { EngineLook } from './look.ts';
import type { SwarmState } from './state.ts';
import { nameOf } from './words.ts';

/** What an engine and its swarm are, in the order in which it is told. */
export function aboutEngine({ sight: { info, lab } }: EngineLook, state: SwarmState | undefined): readonly Fact[] {
  const { LocalNodeState: local, NodeID: nodeId } = info.Swarm;
  return [
    {
      key: 'engine',
      name: 'engine',
      text: `${lab === undefined ? 'Docker' : 'a lab'} ${printable(info.ServerVersion, 40)}`,
    },
    { key: 'state', name: 'swarm', text: local === '' ? 'inactive' : local },
    ...(nodeId === '' ? [] : [{ key: 'nodeId', name: 'node', text: printable(nodeId, 64) }]),
    ...(state === undefined ? [] : swarmFacts(state)),
  ];
}

function swarmFacts({ swarm, nodes, roots, now, hasExternalCa }: SwarmState): readonly Fact[] {
  const leader = nodes.find((node) => node.leader);
  const managers = nodes.filter(({ manager }) => manager).length;
  const [root] = roots;
  const { AutoLockManagers: locks } = swarm.Spec.EncryptionConfig;
  return [
    { key: 'clusterId', name: 'swarm id', text: printable(swarm.ID, 64) },
    { key: 'nodes', name: 'nodes', text: `${nodes.length}, ${managers} of them managers`, value: nodes.length },
    ...(leader === undefined
      ? []
      : [{ key: 'leader', name: 'leader', text: nameOf(leader), value: printable(leader.id, 64) }]),
    ...(root === undefined
      ? []
      : [
          { key: 'root', name: 'root', text: rootCalled(root.skim), value: keyName(root.skim.spki) },
          {
            key: 'rootNotAfter',
            name: 'root ends',
            text: `${moment(root.skim.notAfter)}, ${root.skim.notAfter > now ? `in ${span(root.skim.notAfter - now)}` : `${span(now - root.skim.notAfter)} ago`}`,
            value: iso(root.skim.notAfter),
          },
          { key: 'rootDigest', name: 'its SHA-256', text: rootDigest(Buffer.from(swarm.TLSInfo.TrustRoot)) },
        ]),
    {
      key: 'rotation',
      name: 'root rotation',
      text: swarm.RootRotationInProgress ? 'under way' : 'none',
      value: swarm.RootRotationInProgress,
    },
    {
      key: 'externalCas',
      name: 'external CAs',
      text: hasExternalCa ? String(swarm.Spec.CAConfig.ExternalCAs.length) : 'none',
      value: swarm.Spec.CAConfig.ExternalCAs.length,
    },
    { key: 'autolock', name: 'autolock', text: locks ? 'on' : 'off', value: locks },
    ...firstToEnd(nodes, now),
  ];
}

function firstToEnd(nodes: SwarmState['nodes'], now: number): readonly Fact[] {
  const ends = nodes.flatMap((node) =>
    node.certificate === undefined ? [] : [{ node, at: node.certificate.notAfter }],
  );
  const first = ends.reduce<(typeof ends)[number] | undefined>(
    (least, one) => (least === undefined || one.at < least.at ? one : least),
    undefined,
  );
  if (first === undefined) return [];
  const when = first.at > now ? `${span(first.at - now)} left` : `${span(now - first.at)} ago`;
  return [
    {
      key: 'firstNotAfter',
      name: 'first to end',
      text: `the certificate of ${nameOf(first.node)}, ${moment(first.at)}, ${when}`,
      value: iso(first.at),
    },
  ];
}
