import type { Action, Spend } from './action.ts';
import { ask, isInWindow } from './machine.ts';
import { crash, onTheWay } from './mishaps.ts';
import { start } from './of-machines.ts';
import { byUsers } from './users.ts';
import { day } from './world.ts';
import type { Machine, Setting, World } from './world.ts';

/** Everything that comes from outside, users and mishaps alike, as far as there is budget for it. */
export function outside(setting: Setting, world: World): readonly Action[] {
  const spend: Spend = (kind, what, take) => {
    const left = world.budget[kind] ?? 0;
    if (left === 0) return [];
    const spent = { ...world, budget: { ...world.budget, [kind]: left - 1 } };
    return [{ kind, what, take: () => take(spent) }];
  };
  return [
    ...byUsers(setting, world, spend),
    ...Object.values(world.machines).flatMap((machine) => ofMachine(setting, world, machine, spend)),
    ...onTheWay(setting, world, spend),
    ...[50, 91].flatMap((days) =>
      spend(`${days} days`, `${days} days pass`, (from) => ({ ...from, now: from.now + days * day })),
    ),
    ...(['able', 'away', 'wrong', 'refusing'] as const)
      .filter((mood) => mood !== world.externalCa.mood)
      .flatMap((mood) =>
        spend('external CA', `the external CA is ${mood}`, (from) => ({
          ...from,
          externalCa: { ...from.externalCa, mood },
        })),
      ),
  ];
}

function ofMachine(setting: Setting, world: World, machine: Machine, spend: Spend): readonly Action[] {
  const { name, disk, isUp, renewal, wants } = machine;
  if (!isUp) {
    return [{ what: `${name} starts`, take: () => start(setting, world, machine) }];
  }
  const mayRenew = renewal === undefined && !wants && world.decided.nodes.has(disk?.nodeId ?? '');
  return [
    ...spend('crash', `${name} crashes`, (from) => crash(setting, from, machine)),
    ...(mayRenew && !isInWindow(setting.judge, machine, world.now)
      ? spend('renew', `${name} is made to renew`, (from) => ask(setting, from, machine))
      : []),
  ];
}
