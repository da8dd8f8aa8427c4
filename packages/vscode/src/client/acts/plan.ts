import { commands, l10n } from 'vscode';
import { Problem } from '@swarmpki/core/commands';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import type { ShownSwarm } from '../engines/shown-swarm.ts';
import type { Acting } from './acting.ts';
import { ask, askForNodes, askForSwarm } from '../dialogs/ask.ts';
import type { Named, Wish } from './run/call.ts';
import { createLab } from './lab/create-lab.ts';
import { freeAddress } from './lab/free-address.ts';
import type { Offer } from './offers.ts';
import { tell, tellProblem } from '../dialogs/outcome.ts';
import { questionOf, questionOfParameters } from '../dialogs/questions.ts';
import type { NodeQuestion } from '../dialogs/questions.ts';
import { chooseRotation } from './rotate/rotate.ts';
import { inputs } from './run/run-all.ts';
import { firstSight } from '../engines/first-sight.ts';
import { mayBeLab, nodesFor, subjectOf } from '../engines/subject.ts';
import type { Subject } from '../engines/subject.ts';

/** Something that is to be done: all that it takes has been answered. */
export interface Plan {
  readonly offer: Offer;
  readonly swarm: ShownSwarm;
  readonly nodes: readonly NodeSight[];
  readonly wish: Wish;
}

/** What was handed to a command by whoever has called it. */
export interface Handed {
  /** An element of the tree, what a lens says, or nothing. */
  readonly given: unknown;
  /** All elements that are selected, where there are several. */
  readonly selected: unknown;
}

/** Asks for all that is not known yet. @returns `undefined` where it was called off, or cannot be */
export async function planFor(acting: Acting, offer: Offer, named: Named, handed: Handed): Promise<Plan | undefined> {
  const subject = await subjectFor(acting, named, handed);
  if (subject === undefined) return undefined;
  const { swarm } = subject;
  // One that does not run is not started for a question.
  const sight = swarm.isStopped ? undefined : await firstSight(swarm);
  const target = await targetFor(offer, named, subject);
  if (target === undefined) return undefined;
  const flags = await flagsFor(offer, named, sight);
  if (flags === undefined) return undefined;
  const follows = { ...offer.flags?.(target.nodes), ...(await addressFor(named, swarm)) };
  const wish = { flags: { ...follows, ...flags }, parameters: target.parameters };
  return { offer, swarm, nodes: target.nodes, wish };
}

/** What it is for: what was clicked on, else what is chosen among the engines for which it can be done. */
async function subjectFor(
  acting: Acting,
  { action: { id, title }, command: { labOnly } }: Named,
  { given, selected }: Handed,
): Promise<Subject | undefined> {
  const { swarms } = acting;
  const subject = subjectOf(given, selected, (swarm) => swarms.find(swarm));
  if (subject !== undefined) {
    if (labOnly !== true || mayBeLab(subject.swarm)) return subject;
    tell('warn', l10n.t('{0}: only a lab can do that, and {1} is a Docker Engine.', title, subject.swarm.name));
    return undefined;
  }
  // Whoever names no engine wants a swarm of their own.
  if (id === 'swarm.init') {
    await createLab(acting);
    return undefined;
  }
  const able = swarms.all.filter((each) => labOnly !== true || mayBeLab(each));
  if (able.length === 0) {
    const create = { title: l10n.t('Create a Lab'), run: () => createLab(acting) };
    tell('warn', l10n.t('{0}: no engine is shown for which that can be done.', title), [create]);
    return undefined;
  }
  const swarm = await askForSwarm(title, able);
  return swarm && { swarm, nodes: [] };
}

/** A real engine has its machine's port to itself; labs share one machine. */
async function addressFor({ action: { id } }: Named, { place }: ShownSwarm): Promise<Wish['flags']> {
  return id === 'swarm.init' && place.kind === 'lab' ? { 'listen-addr': await freeAddress() } : {};
}

type Target = Pick<Plan, 'nodes'> & Pick<Wish, 'parameters'>;

/** The nodes that it is for, or whatever else the command is given beside flags. */
async function targetFor(offer: Offer, { action, command }: Named, subject: Subject): Promise<Target | undefined> {
  const asked = questionOfParameters(command, inputs);
  if (asked === undefined) return { nodes: [], parameters: [] };
  if (asked.kind === 'nodes') {
    const nodes = await nodesOf(offer, action.title, subject, asked);
    return nodes && { nodes, parameters: nodes.map(({ id }) => id) };
  }
  const answer = subject.role ?? (await ask(action.title, asked));
  return answer === undefined || answer === '' ? undefined : { nodes: [], parameters: [answer] };
}

async function nodesOf(
  { fits }: Offer,
  title: string,
  { swarm, nodes: clicked }: Subject,
  asked: NodeQuestion,
): Promise<readonly NodeSight[] | undefined> {
  if (swarm.sight === undefined) {
    tellUnseen(title, swarm);
    return undefined;
  }
  const fitting = nodesFor(swarm, fits);
  const meant = fitting.filter(({ id }) => clicked.includes(id));
  if (meant.length >= asked.least && meant.length <= asked.most) return meant;
  const isFor =
    clicked.length > 0 && meant.length === 0 ? l10n.t('what was chosen') : l10n.t('any node of {0}', swarm.name);
  if (fitting.length < asked.least || (clicked.length > 0 && meant.length === 0)) {
    tell('info', l10n.t('{0}: that cannot be done for {1} as it is now.', title, isFor));
    return undefined;
  }
  return askForNodes(title, fitting, asked, meant[0]);
}

/** Of an engine that shows nothing no node can be chosen: why it does not. */
function tellUnseen(title: string, { name, isStopped, problem, id }: ShownSwarm): void {
  if (isStopped) {
    const start = {
      title: l10n.t('Start a Lab'),
      run: () => commands.executeCommand('swarmpki.startLab', { swarm: id }),
    };
    tell('warn', l10n.t('{0}: {1} is stopped.', title, name), [start]);
  } else tellProblem(title, problem ?? new Problem('unseen', l10n.t('{0} has shown nothing yet', name)));
}

/** What switches say, and what is asked for. */
async function flagsFor(
  offer: Offer,
  { action, command }: Named,
  sight: ShownSwarm['sight'],
): Promise<Wish['flags'] | undefined> {
  const flags: Record<string, string> = {};
  for (const name of action.switches ?? []) flags[name] = 'true';
  const usual = { asks: offer.asks ?? [], now: (sight && offer.now?.(sight)) ?? {} };
  const form = offer.follows === 'rotation' ? await chooseRotation(action.title, sight) : usual;
  if (form === undefined) return undefined;
  for (const name of form.asks) {
    const flag = command.flags[name];
    if (flag === undefined) throw new Error(`${command.name} has no flag ${name}`);
    const answer = await ask(action.title, questionOf(flag, inputs, form.now[name]));
    if (answer === undefined) return undefined;
    if (answer !== '') flags[name] = answer;
  }
  return flags;
}
