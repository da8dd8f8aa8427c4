import { l10n, workspace } from 'vscode';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { firstSight } from '../engines/first-sight.ts';
import type { ShownSwarm } from '../engines/shown-swarm.ts';
import { harmless } from '../words/harmless.ts';
import type { Acting } from './acting.ts';
import { named, read } from './run/call.ts';
import type { Call } from './run/call.ts';
import { confirm } from './confirm.ts';
import { followRotation, tellRotation } from './rotate/follow-rotation.ts';
import { CalledOff } from './run/inputs.ts';
import { offers } from './offers.ts';
import { offerSecret, tell, tellProblem } from '../dialogs/outcome.ts';
import { tellRestricted } from '../dialogs/restricted.ts';
import type { Button } from '../dialogs/outcome.ts';
import { planFor } from './plan.ts';
import type { Handed, Plan } from './plan.ts';
import { inputs, runAll } from './run/run-all.ts';
import { linesOf } from '../words/lines.ts';
import type { Said } from './run/run.ts';
import { nameOf } from '../engines/subject.ts';

/**
 * Does what a command of VS Code is for: asks for what it takes, and whether, runs it, and says what has come of it.
 *
 * @param id of an action of the registry
 */
export async function act(acting: Acting, id: string, handed: Handed): Promise<void> {
  if (!workspace.isTrusted) return tellRestricted();
  const offer = offers.find(({ action }) => action === id);
  if (offer === undefined) throw new Error(`${id} is not offered`);
  const its = named(id);
  await orTell(acting, its.action.title, async () => {
    const plan = await planFor(acting, offer, its, handed);
    if (plan !== undefined) await carryOut(acting, plan);
  });
}

/** Does something; where it cannot be done says so. @param more buttons for what kept it from being done */
async function orTell(
  acting: Acting,
  title: string,
  what: () => Promise<void>,
  more: (error: unknown) => readonly Button[] = () => [],
): Promise<void> {
  try {
    await what();
  } catch (error) {
    // Whoever answers nothing wants nothing.
    if (error instanceof CalledOff) return;
    acting.log.error(`${title}: ${linesOf(String(error)).join('; ')}`);
    tellProblem(title, error, [...more(error), logButton(acting)]);
  }
}

function logButton({ log }: Acting): Button {
  return { title: l10n.t('Show Log'), run: () => log.show() };
}

async function carryOut(acting: Acting, plan: Plan): Promise<void> {
  const { offer, swarm, nodes, wish } = plan;
  const call = await read(named(offer.action), wish, inputs);
  if (!(await confirm({ swarm, call, nodes }))) return;
  const { title } = call.action;
  const work = { swarm, title, steps: [{ wish, call }], isSecret: offer.prints === 'secret' };
  const run = async (): Promise<void> => {
    if (offer.follows === 'rotation') {
      const before = await sightBefore(swarm);
      const outcome = await runAll(acting, work, (_, going) => followRotation(swarm, before, going));
      return outcome === undefined ? tellLeft(title) : tellRotation(acting, swarm, title, outcome);
    }
    const said = await runAll(acting, work, (all) => all);
    return said === undefined ? tellLeft(title) : showOutcome(acting, plan, call, said);
  };
  await orTell(acting, title, run, (error) => forceButtons(acting, plan, call, error));
}

/** What a rotation changes can be told only if it was seen before: a lab that does not run is started for that. */
async function sightBefore(swarm: ShownSwarm): Promise<ShownSwarm['sight']> {
  if (!swarm.isStopped) return firstSight(swarm);
  await using _ = await swarm.connect(true);
  return firstSight(swarm);
}

function tellLeft(title: string): void {
  tell('info', l10n.t('{0}: not waited for any longer. What has begun in the swarm goes on there.', title));
}

/** Where a command says that it would do it by force, that is offered: it asks once more. */
function forceButtons(acting: Acting, plan: Plan, { command, flags }: Call, error: unknown): readonly Button[] {
  const next = typeof error === 'object' && error !== null && 'next' in error ? String(error.next) : '';
  if (!next.includes('`--force`') || flags['force'] === true || command.flags['force'] === undefined) return [];
  const wish = { ...plan.wish, flags: { ...plan.wish.flags, force: 'true' } };
  return [{ title: l10n.t('Do It by Force…'), run: () => carryOut(acting, { ...plan, wish }) }];
}

async function showOutcome(acting: Acting, plan: Plan, { action: { title } }: Call, said: Said): Promise<void> {
  const { offer, swarm, nodes, wish } = plan;
  if (offer.prints === 'secret') return offerSecret(title, said.printed.trim());
  if (offer.prints === 'text') return acting.texts.show(textName(title, swarm, nodes), `${said.printed}\n`);
  const [warning] = said.notes;
  const [role] = wish.parameters;
  const following = offer.next?.(wish.flags);
  const next = following === undefined ? [] : [nextButton(acting, following, { swarm: swarm.id, role })];
  if (warning !== undefined) return tell('warn', l10n.t('{0}: {1}', title, warning), [...next, logButton(acting)]);
  tell('info', l10n.t('{0}: {1}', title, linesOf(said.printed)[0] ?? l10n.t('done')), next);
}

function nextButton(acting: Acting, id: string, given: unknown): Button {
  return { title: named(id).action.title, run: () => act(acting, id, { given, selected: undefined }) };
}

function textName(title: string, swarm: ShownSwarm, nodes: readonly NodeSight[]): string {
  const names = nodes.map((node) => harmless(nameOf(node), 40)).join(' → ');
  return `${title} ${[names, harmless(swarm.name, 40)].filter((each) => each !== '').join(' – ')}.txt`;
}
