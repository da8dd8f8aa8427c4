import { actionOf, commands } from '@swarmpki/core/commands';
import type { Command } from '@swarmpki/core/commands';
import type { App } from './app.ts';
import { commandOf, isPossible } from './bindings.ts';
import { runAsked, use } from './act.ts';
import { globalBindings } from './global.ts';
import type { Binding } from './screen.ts';
import type { State } from './state.ts';

/** One thing that can be chosen. */
export interface Offer {
  readonly title: string;
  /** The key that does the same here. */
  readonly key: string;
  /** How it is written on a shell; empty where it is nothing for one. */
  readonly shell: string;
  /** Docker's own command of that kind. */
  readonly docker: string;
  readonly choose: () => void;
}

/** What fits the text that was written, the best first. */
export function offers(app: App, text: string, most = 12): readonly Offer[] {
  const { screen, view } = app.now();
  const here = [...screen.bindings, ...globalBindings].filter((binding) => isPossible(binding, view));
  const all = [...here.map((binding) => ofBinding(app, binding)), ...offeredCommands(app)];
  const wanted = text.trim().toLowerCase();
  const typed = asTyped(app, text);
  const fitting = all
    .map((offer) => ({ offer, score: score(wanted, `${offer.title} ${offer.shell}`.toLowerCase()) }))
    .filter(({ score: found }) => found > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ offer }) => offer);
  const found = typed === undefined ? fitting : [typed, ...fitting.filter(({ shell }) => shell !== typed.shell)];
  return found.slice(0, most);
}

function ofBinding(app: App, binding: Binding): Offer {
  const { view } = app.now();
  const command = commandOf(binding);
  const words = 'command' in binding ? binding.words(view) : undefined;
  return {
    title: binding.about,
    key: binding.keys[0] ?? '',
    shell: words === undefined ? '' : [binding.id && command?.name, ...words].join(' '),
    docker: command?.docker ?? '',
    choose: () => use(app, binding, view),
  };
}

/** Commands that need nothing more to be said; the others are written. */
function offeredCommands(app: App): readonly Offer[] {
  return offered(app.store.state)
    .filter(({ parameters, needsFlag }) => parameters.least === 0 && needsFlag !== true)
    .map((command) => ({
      title: command.summary,
      key: '',
      shell: command.name,
      docker: command.docker ?? '',
      choose: () => runAsked(app, command, []),
    }));
}

function offered({ engine, readOnly }: State): readonly Command[] {
  return commands.filter((command) => {
    if (command.labOnly === true && engine.isLab !== true) return false;
    return !readOnly || actionOf(command, {}).danger === 'reads';
  });
}

/** A line as on a shell, if it begins with the name of a command. */
function asTyped(app: App, text: string): Offer | undefined {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const named = offered(app.store.state).filter(({ name }) => {
    const own = name.split(' ');
    return own.every((word, at) => words[at] === word);
  });
  const command = named.toSorted((a, b) => b.name.length - a.name.length)[0];
  if (command === undefined) return undefined;
  const rest = words.slice(command.name.split(' ').length);
  return {
    title: command.summary,
    key: '',
    shell: words.join(' '),
    docker: command.docker ?? '',
    choose: () => runAsked(app, command, rest),
  };
}

/** How well letters fit a text, in their order: more for those side by side, and for beginnings of words. 0: not at all. */
export function score(letters: string, text: string): number {
  let at = -1;
  let total = 1;
  for (const letter of letters.replaceAll(' ', '')) {
    const found = text.indexOf(letter, at + 1);
    if (found < 0) return 0;
    if (found === at + 1) total += 3;
    if (found === 0 || text[found - 1] === ' ') total += 2;
    total += 1 / (1 + found - at);
    at = found;
  }
  return total;
}
