import { printable } from '../../printable.ts';
import { rootCalled, pathWord } from '../../inspect/findings/words.ts';
import { iso, moment, span } from '../../time-words.ts';
import { keyName } from '../../x509/key-name.ts';
import { renewalWindow } from '../../x509/renewal-window.ts';
import type { Fact } from '../diagnosis.ts';
import { Path } from './layout.ts';
import { entryAt } from './node-state.ts';
import type { NodeState } from './node-state.ts';

const mostManagers = 8;

/** What a data root is, in the order in which it is told. */
export function aboutDataRoot(state: NodeState): readonly Fact[] {
  const { identity, managers, dataRoot } = state;
  return [
    ...(identity === undefined
      ? []
      : [
          { key: 'role', name: 'role', text: identity.role },
          { key: 'nodeId', name: 'node', text: printable(identity.nodeId, 64) },
          { key: 'clusterId', name: 'swarm', text: printable(identity.clusterId, 64) },
        ]),
    ...(dataRoot.lab === undefined ? [] : [labFact(dataRoot.lab)]),
    ...(managers === undefined ? [] : [managersFact(managers)]),
    ...rootFacts(state),
    ...leafFacts(state),
    ...lockFacts(state),
    ...(identity?.role === 'manager' && !dataRoot.certificatesOnly && dataRoot.lab === undefined
      ? [
          {
            key: 'raft',
            name: 'raft',
            text: entryAt(dataRoot, Path.raft) === undefined ? 'missing' : 'there',
            value: entryAt(dataRoot, Path.raft) !== undefined,
          },
        ]
      : []),
  ];
}

/** Lab time is not known to who reads files. */
function labFact(lab: string): Fact {
  const directory = printable(lab, 300);
  return {
    key: 'lab',
    name: 'lab',
    text: `${directory}: a simulated node; \`swarmpki doctor --state-dir ${pathWord(lab)}\` judges by the time of the lab`,
    value: directory,
  };
}

function managersFact(managers: NonNullable<NodeState['managers']>): Fact {
  const addresses = managers.slice(0, mostManagers).map(({ address }) => printable(address, 80));
  const more = managers.length > mostManagers ? ` and ${managers.length - mostManagers} more` : '';
  return {
    key: 'managers',
    name: 'managers known',
    text: managers.length === 0 ? 'none' : addresses.join(', ') + more,
    value: managers.map(({ address }) => printable(address, 80)),
  };
}

function rootFacts({ roots }: NodeState): readonly Fact[] {
  return roots.slice(0, 4).map(({ skim }, at) => ({
    key: at === 0 ? 'root' : `root${at + 1}`,
    name: at === 0 ? 'root' : `root ${at + 1}`,
    text: `${rootCalled(skim)}, until ${moment(skim.notAfter)}`,
    value: keyName(skim.spki),
  }));
}

function leafFacts({ leaf, now, rotation }: NodeState): readonly Fact[] {
  if (leaf === undefined) return [];
  const { notBefore, notAfter } = leaf.skim;
  const { from, until } = renewalWindow(leaf.skim);
  const left = now > notAfter ? `${span(now - notAfter)} ago` : `${span(notAfter - now)} left`;
  return [
    { key: 'notBefore', name: 'valid from', text: moment(notBefore), value: iso(notBefore) },
    { key: 'notAfter', name: 'valid until', text: `${moment(notAfter)}, ${left}`, value: iso(notAfter) },
    { key: 'renewFrom', name: 'renews', text: `between ${moment(from)} and ${moment(until)}`, value: iso(from) },
    { key: 'renewUntil', name: 'overdue', text: `after ${moment(until)}`, value: iso(until) },
    {
      key: 'restorableUntil',
      name: 'a backup of it',
      text: `starts by itself until ${moment(notAfter)}`,
      value: iso(notAfter),
    },
    {
      key: 'rotation',
      name: 'root rotation',
      text: { none: 'none', 'under-way': 'not ended as of these files', over: 'over' }[rotation],
      value: rotation,
    },
  ];
}

function lockFacts({ key }: NodeState): readonly Fact[] {
  if (key === undefined) return [];
  const locked = key.spki === undefined;
  const { kekVersion, raftDekPending, needsRotation } = key.nodeKey ?? {};
  const version = locked && kekVersion !== undefined ? `, by the unlock key of version ${kekVersion}` : '';
  const deks = raftDekPending !== undefined || needsRotation === true ? '; the key of raft is being replaced' : '';
  return [{ key: 'locked', name: 'locked', text: `${locked ? `yes${version}` : 'no'}${deks}`, value: locked }];
}
