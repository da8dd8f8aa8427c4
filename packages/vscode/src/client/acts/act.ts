import { ProgressLocation, l10n, window, workspace } from 'vscode';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import type { ShownSwarm } from '../swarms/shown-swarm.ts';
import { harmless } from '../harmless.ts';
import type { Acting } from './acting.ts';
import { ask, askForNodes, askForSecret, askForSwarm } from './ask.ts';
import { lineOf, named, read } from './call.ts';
import type { Call, Named, Wish } from './call.ts';
import { confirm } from './confirm.ts';
import { CalledOff, inputsBy } from './inputs.ts';
import type { Offer } from './offers.ts';
import { offers } from './offers.ts';
import { tell, tellProblem, tellRestricted, offerSecret } from './outcome.ts';
import type { Button } from './outcome.ts';
import { questionOf, questionOfParameters } from './questions.ts';
import { chooseRotation } from './rotate.ts';
import { followRotation } from './follow-rotation.ts';
import { linesOf, programOf, run } from './run.ts';
import { mayBeLab, nameOf, nodesFor, subjectOf } from './target.ts';
import type { Subject } from './target.ts';

const inputs = inputsBy(async (prompt) => askForSecret(prompt));

/** Something that is to be done: all that it takes has been answered. */
interface Planned {
  readonly offer: Offer;
  readonly swarm: ShownSwarm;
  readonly nodes: readonly NodeSight[];
  readonly wish: Wish;
}

/**
 * Does what a command of VS Code is for: asks for what it takes, and whether, runs it, and says what has come of it.
 *
 * @param id of an action of the registry
 * @param given what VS Code hands to the command: an element of the tree, what a lens says, or nothing
 */
export async function act(acting: Acting, id: string, given?: unknown): Promise<void> {
  if (!workspace.isTrusted) return tellRestricted();
  const offer = offers.find(({ action }) => action === id);
  if (offer === undefined) throw new Error(`${id} is not offered`);
  const { action, command } = named(id);
  try {
    const subject = await subjectFor(acting, { action, command }, given);
    if (subject === undefined) return;
    const planned = await plan(offer, { action, command }, subject);
    if (planned !== undefined) await carryOut(acting, planned);
  } catch (error) {
    if (!(error instanceof CalledOff)) tellProblem(action.title, error, [logButton(acting)]);
  }
}

function logButton({ log }: Acting): Button {
  return { title: l10n.t('Show Log'), run: () => log.show() };
}

/** What it is for: what was clicked on, else what is chosen among the engines for which it can be done. */
async function subjectFor(acting: Acting, { action, command }: Named, given: unknown): Promise<Subject | undefined> {
  const subject = subjectOf(given, (id) => acting.find(id));
  if (subject !== undefined) {
    if (command.labOnly !== true || mayBeLab(subject.swarm)) return subject;
    tell('warn', l10n.t('{0}: only a lab can do that, and {1} is a Docker Engine.', action.title, subject.swarm.name));
    return undefined;
  }
  const able = acting.all.filter((each) => command.labOnly !== true || mayBeLab(each));
  if (able.length === 0) {
    const create = { title: l10n.t('Create a Lab'), run: () => acting.createLab() };
    tell('warn', l10n.t('{0}: there is no lab, and no engine, for which that can be done.', action.title), [create]);
    return undefined;
  }
  const swarm = await askForSwarm(action.title, able);
  return swarm && { swarm };
}

/** Asks for all that is not known yet. @returns `undefined` where it was called off */
async function plan(offer: Offer, { action, command }: Named, subject: Subject): Promise<Planned | undefined> {
  const { swarm } = subject;
  const { title } = action;
  const sight = await seen(swarm);
  const asked = questionOfParameters(command, inputs);
  let nodes: readonly NodeSight[] = [];
  let parameters: readonly string[] = [];
  if (asked?.kind === 'nodes') {
    const clicked = asked.least === 1 && subject.node !== undefined ? sight?.nodes.get(subject.node) : undefined;
    const fitting = nodesFor(swarm, offer.fits);
    if (clicked === undefined && fitting.length < asked.least) {
      tell('info', l10n.t('{0}: there is no node in {1} for which that can be done.', title, swarm.name));
      return undefined;
    }
    const chosen = clicked === undefined ? await askForNodes(title, fitting, asked) : [clicked];
    if (chosen === undefined) return undefined;
    nodes = chosen;
    parameters = chosen.map((node) => node.id);
  } else if (asked !== undefined) {
    const answer = subject.role ?? (await ask(title, asked));
    if (answer === undefined) return undefined;
    parameters = [answer];
  }
  const now = (sight && offer.now?.(sight)) ?? {};
  const flags: Record<string, string> = { ...switchesOf(action.switches), ...offer.flags?.(nodes) };
  const form = offer.follows === 'rotation' ? await chooseRotation(title, sight) : { asks: offer.asks ?? [], now };
  if (form === undefined) return undefined;
  for (const name of form.asks) {
    const flag = command.flags[name];
    if (flag === undefined) throw new Error(`${command.name} has no flag ${name}`);
    const answer = await ask(title, questionOf(flag, inputs, form.now[name]));
    if (answer === undefined) return undefined;
    if (answer !== '') flags[name] = answer;
  }
  return { offer, swarm, nodes, wish: { flags, parameters } };
}

function switchesOf(switches: readonly string[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(switches.map((name) => [name, 'true']));
}

/** The swarm as it is: where nobody has looked yet, it is waited for, for a moment. */
async function seen(swarm: ShownSwarm): Promise<ShownSwarm['sight']> {
  if (swarm.sight !== undefined) return swarm.sight;
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve(swarm.sight);
    };
    const timer = setTimeout(end, longestLook);
    const listening = swarm.onDidChange(() => {
      if (swarm.sight !== undefined || swarm.problem !== undefined) end();
    });
  });
}

/** ms */
const longestLook = 5_000;

async function carryOut(acting: Acting, planned: Planned): Promise<void> {
  const { offer, swarm, nodes, wish } = planned;
  const call = await read(named(offer.action), wish, inputs);
  if (!(await confirm({ swarm, call, nodes }))) return;
  const { title } = call.action;
  try {
    await runAndTell(acting, planned, call);
  } catch (error) {
    if (error instanceof CalledOff) return;
    acting.log.error(`${title}: ${linesOf(String(error)).join('; ')}`);
    tellProblem(title, error, [...forceButtons(acting, planned, call, error), logButton(acting)]);
  }
}

/** Where a command says that it would do it by force, that is offered: it asks once more. */
function forceButtons(acting: Acting, planned: Planned, call: Call, error: unknown): readonly Button[] {
  const next = typeof error === 'object' && error !== null && 'next' in error ? String(error.next) : '';
  if (!next.includes('`--force`') || call.flags['force'] === true || !('force' in call.command.flags)) return [];
  const wish = { ...planned.wish, flags: { ...planned.wish.flags, force: 'true' } };
  return [{ title: l10n.t('Do It by Force…'), run: () => carryOut(acting, { ...planned, wish }) }];
}

async function runAndTell(acting: Acting, { offer, swarm, nodes, wish }: Planned, call: Call): Promise<void> {
  const { log, texts } = acting;
  const { title } = call.action;
  log.info(`$ ${linesOf(lineOf(programOf(swarm.place), call.command, wish)).join(' ')}`);
  const before = swarm.sight;
  const location = ProgressLocation.Notification;
  const heading = harmless(l10n.t('{0}: {1}', title, swarm.name));
  const said = await window.withProgress({ location, title: heading, cancellable: true }, async (progress, token) => {
    const ending = new AbortController();
    token.onCancellationRequested(() => ending.abort());
    if (token.isCancellationRequested) ending.abort();
    const isSecret = offer.prints === 'secret';
    const listener = {
      printed: (line: string) => {
        if (!isSecret) log.info(line);
      },
      noted: (line: string) => log.warn(line),
      progressed: (text: string) => progress.report({ message: harmless(text, 200) }),
    };
    try {
      return await run(swarm, call, { inputs, signal: ending.signal, listener });
    } catch (error) {
      if (!ending.signal.aborted) throw error;
      return undefined;
    }
  });
  if (said === undefined) {
    return tell('info', l10n.t('{0}: not waited for any longer. What has begun in the swarm goes on there.', title));
  }
  if (offer.follows === 'rotation') return followRotation(acting, swarm, { title, before });
  if (offer.prints === 'secret') return offerSecret(title, said.printed.trim());
  if (offer.prints === 'text') return texts.show(textName(title, swarm, nodes), `${said.printed}\n`);
  const last = linesOf(said.printed).at(-1) ?? l10n.t('done');
  const then = offer.then;
  const buttons =
    then === undefined
      ? []
      : [
          {
            title: named(then).action.title,
            run: () => act(acting, then, { swarm: swarm.id, role: wish.parameters[0] }),
          },
        ];
  const [warning] = said.notes;
  tell(warning === undefined ? 'info' : 'warn', l10n.t('{0}: {1}', title, warning ?? last), [
    ...buttons,
    ...(warning === undefined ? [] : [logButton(acting)]),
  ]);
}

function textName(title: string, swarm: ShownSwarm, nodes: readonly NodeSight[]): string {
  const names = nodes.length === 0 ? [swarm.name] : nodes.map(nameOf);
  return `${title} ${names.map((name) => harmless(name, 40)).join(' → ')}.txt`;
}
