import { l10n, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { harmless } from '../words/harmless.ts';
import { originText } from '../engines/place-text.ts';
import type { ShownSwarm } from '../engines/shown-swarm.ts';
import type { NodeQuestion, Question } from './questions.ts';
import { nameOf } from '../engines/subject.ts';

/** One of several things. @returns `undefined` where nobody has answered, here as below */
export async function choose<Value>(
  title: string,
  choices: readonly (QuickPickItem & { readonly value: Value })[],
): Promise<{ readonly value: Value } | undefined> {
  return window.showQuickPick(choices, { title, ignoreFocusOut: true, matchOnDescription: true });
}

/** Asks for a text, a file, a word, or whether. */
export async function ask(title: string, question: Question): Promise<string | undefined> {
  switch (question.kind) {
    case 'choice':
      return (await choose(`${title}: ${question.about}`, usualFirst(question.words, question.usual)))?.value;
    case 'switch':
      return (await choose(`${title}: ${question.about}`, switchChoices(question)))?.value;
    case 'file':
      return askForFile(title, question);
    case 'text':
      return window.showInputBox({
        title,
        prompt: question.about,
        value: question.usual,
        ignoreFocusOut: true,
        validateInput: async (text) => (text === '' ? undefined : await question.check(text)),
      });
  }
}

function usualFirst(words: readonly string[], usual: string): readonly (QuickPickItem & { readonly value: string })[] {
  const sorted = words.toSorted((a, b) => Number(b === usual) - Number(a === usual));
  return sorted.map((word) => ({ label: word, value: word }));
}

function switchChoices({
  usual: isOn,
  isKnown,
}: Question & { kind: 'switch' }): readonly (QuickPickItem & { readonly value: string })[] {
  const now = isKnown ? l10n.t('as it is now') : l10n.t('as usual');
  const choices = [
    { label: l10n.t('On'), value: 'true', ...(isOn && { description: now }) },
    { label: l10n.t('Off'), value: 'false', ...(!isOn && { description: now }) },
  ];
  // What would change something comes first; where nothing is there yet, what is usual.
  return isOn === isKnown ? choices.toReversed() : choices;
}

async function askForFile(title: string, { about, check }: Question & { kind: 'file' }): Promise<string | undefined> {
  const [file] =
    (await window.showOpenDialog({ title: `${title}: ${about}`, openLabel: l10n.t('Choose'), canSelectMany: false })) ??
    [];
  if (file === undefined) return undefined;
  const wrong = file.scheme === 'file' ? await check(file.fsPath) : l10n.t('It is not on this machine.');
  if (wrong === undefined) return file.fsPath;
  await window.showErrorMessage(l10n.t('{0}: {1}', harmless(file.path), harmless(wrong, 300)));
  return undefined;
}

/** Which of the engines. */
export async function askForSwarm(title: string, swarms: readonly ShownSwarm[]): Promise<ShownSwarm | undefined> {
  const [only, ...others] = swarms;
  if (only === undefined || others.length === 0) return only;
  const choices = swarms.map((value) => ({
    label: harmless(value.name),
    description: originText(value.place),
    value,
  }));
  return (await choose(title, choices))?.value;
}

/** Which of a swarm's nodes: of two each by itself, since the one is not the other. @param first of two the one that is known */
export async function askForNodes(
  title: string,
  nodes: readonly NodeSight[],
  { least, most }: NodeQuestion,
  first?: NodeSight,
): Promise<readonly NodeSight[] | undefined> {
  if (least === 2) {
    const from = first ?? (await askForNode(l10n.t('{0}: from', title), nodes));
    const rest = nodes.filter((node) => node !== from);
    const to = from && (await askForNode(l10n.t('{0}: from {1} to', title, harmless(nameOf(from))), rest));
    return from && to && [from, to];
  }
  if (most === 1) {
    const node = await askForNode(title, nodes);
    return node && [node];
  }
  const options = { title, canPickMany: true as const, ignoreFocusOut: true, matchOnDescription: true };
  const chosen = await window.showQuickPick(nodes.map(choiceOf), options);
  return chosen === undefined || chosen.length === 0 ? undefined : chosen.map(({ value }) => value);
}

async function askForNode(title: string, nodes: readonly NodeSight[]): Promise<NodeSight | undefined> {
  return (await choose(title, nodes.map(choiceOf)))?.value;
}

function choiceOf(node: NodeSight): QuickPickItem & { readonly value: NodeSight } {
  const { role = '', state, id } = node;
  return { label: harmless(nameOf(node)), description: [role, state, id.slice(0, 10)].join(' · '), value: node };
}

/** Something that nobody else should see. */
export function askForSecret(prompt: string): Thenable<string | undefined> {
  return window.showInputBox({ title: prompt.replace(/:\s*$/, ''), password: true, ignoreFocusOut: true });
}
