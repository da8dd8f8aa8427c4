import { addManager, mayServe } from '../../packages/core/src/swarm/managers.ts';
import type { Action } from './action.ts';
import { resultOf, succeeds } from './judge.ts';
import { ask, beginJoin, hangUp, isInWindow, openSession, reach, refused } from './machine.ts';
import { decide, isServing, seatManagers } from './manager.ts';
import { machineOf, withLeader, withMachine } from './world.ts';
import type { Machine, Setting, World } from './world.ts';

/** What nodes do by themselves, and machines that are to become nodes. */
export function ofMachines(setting: Setting, world: World): readonly Action[] {
  return Object.values(world.machines).flatMap((machine) => (machine.isUp ? ofMachine(setting, world, machine) : []));
}

function ofMachine(setting: Setting, world: World, machine: Machine): readonly Action[] {
  const { name, disk, renewal, token } = machine;
  const step = (what: string, take: () => World): Action[] => [{ what: `${name} ${what}`, take }];
  if (disk === undefined)
    return token === undefined || world.leader === undefined ? [] : ofGuest(setting, world, machine);
  // A removed node goes on trying for ever; that it is refused is an invariant.
  if (!world.lasting.nodes.has(disk.nodeId) || reach(setting, world, disk) === undefined) return [];
  return [
    ...(machine.link === undefined
      ? step('opens a session', () => openSession(setting, world, machine))
      : isForgotten(world, machine)
        ? step('finds its session forgotten', () => hangUp(world, name, 'session'))
        : []),
    ...(renewal === undefined && (machine.wants || isInWindow(setting.judge, machine, world.now))
      ? step('asks for a new certificate', () => ask(setting, world, machine))
      : []),
    ...(becomesManager(setting, world, machine) ? step('becomes a manager', () => enrol(world, machine)) : []),
  ];
}

/** A machine with a token and no identity. A join that cannot go on is given up; its user may begin another. */
function ofGuest(setting: Setting, world: World, machine: Machine): readonly Action[] {
  const { name, renewal } = machine;
  if (renewal?.joining === undefined) {
    return [{ what: `${name} downloads the root`, take: () => beginJoin(setting, world, machine) }];
  }
  if (renewal.isUnderWay) return [];
  if (reach(setting, world, { root: renewal.joining }) === undefined) {
    return [{ what: `${name} gives its join up`, take: () => refused(world, machine) }];
  }
  return [{ what: `${name} asks to be let in`, take: () => ask(setting, world, machine) }];
}

function isForgotten(world: World, { disk, link }: Machine): boolean {
  const { leader, messages, batch } = world;
  const isOpening = messages.some((message) => message.kind === 'register' && message.link === link);
  if (disk === undefined || leader === undefined || isOpening || batch.length > 0) return false;
  return leader.links[disk.nodeId]?.link !== link;
}

function becomesManager({ judge }: Setting, world: World, { disk }: Machine): boolean {
  const node = world.decided.nodes.get(disk?.nodeId ?? '');
  if (disk === undefined || node === undefined || !mayServe(node) || node.manager !== undefined) return false;
  const loaded = judge.identity(disk.nodeId, disk.root, disk.chain, world.now);
  const leading = machineOf(world, world.leader?.nodeId ?? '')?.disk;
  return (
    leading !== undefined &&
    succeeds(loaded) &&
    resultOf(loaded).role === 'manager' &&
    // The leader calls back.
    succeeds(judge.server(leading.root, disk.chain, world.now))
  );
}

function enrol(world: World, { disk, name }: Machine): World {
  return decide(world, (state, context) => addManager(state, disk?.nodeId ?? '', `${name}:2377`, context));
}

/** A machine starts again with what lies on its disk. If it is a manager, roles that waited for a majority may follow. */
export function start(setting: Setting, world: World, { name, disk }: Machine): World {
  const loaded = disk && setting.judge.identity(disk.nodeId, disk.root, disk.chain, world.now);
  const desiredRole = loaded && 'result' in loaded ? loaded.result.role : 'worker';
  const started = withMachine(world, name, { isUp: true, wants: false, desiredRole });
  const seated = seatManagers(setting, started);
  return disk && isServing(setting, seated, disk.nodeId) ? withLeader(seated, { followsRoles: true }) : seated;
}
