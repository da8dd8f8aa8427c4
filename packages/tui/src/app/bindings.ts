import { actionOf, commands } from '@swarmpki/core/commands';
import type { Action, Command } from '@swarmpki/core/commands';
import type { Binding, View } from './screen.ts';

/** The command that a binding runs; `undefined` for one that changes only what is shown. */
export function commandOf(binding: Binding): Command | undefined {
  if (!('command' in binding)) return undefined;
  const found = commands.find(({ name }) => name === binding.command);
  if (found === undefined) throw new Error(`${binding.id} runs ${binding.command}, which is no command`);
  return found;
}

/** Whether only labs have what a binding is for. */
export function isLabOnly(binding: Binding): boolean {
  return 'command' in binding ? commandOf(binding)?.labOnly === true : binding.labOnly === true;
}

/** Whether a binding can be used now. What a real engine cannot do, and what a read-only screen must not, never can. */
export function isPossible(binding: Binding, view: View<unknown>): boolean {
  const { engine, readOnly } = view.state;
  if (isLabOnly(binding) && engine.isLab !== true) return false;
  if (!('command' in binding)) return binding.possible?.(view) ?? true;
  const command = commandOf(binding);
  const words = binding.words(view);
  if (command === undefined || words === undefined) return false;
  return !readOnly || actionIn(command, words).danger === 'reads';
}

/** What a command does when it is called with these words. */
export function actionIn(command: Command, words: readonly string[]): Action {
  // A flag counts with whatever value: rather too dangerous than not dangerous enough.
  const switches = words.filter((word) => word.startsWith('--')).map((word) => [word.slice(2).split('=')[0], true]);
  return actionOf(command, Object.fromEntries(switches));
}

/** Keys for which two bindings are meant at the same place: of those nobody knows what they do. */
export function conflicts(bindings: readonly Binding[]): readonly string[] {
  const seen = new Map<string, Binding>();
  const found: string[] = [];
  for (const binding of bindings) {
    for (const key of binding.keys) {
      const other = seen.get(key);
      if (other !== undefined && other.takesKeys !== true) found.push(`${key}: ${other.id}, ${binding.id}`);
      seen.set(key, binding);
    }
  }
  return found;
}

function ownerOf(bindings: readonly Binding[], key: string | undefined): Binding | undefined {
  return bindings.find(({ keys }) => keys.some((each) => each === key));
}

/** The most useful keys that can be pressed now. */
export function hints(bindings: readonly Binding[], view: View<unknown>): readonly Binding[] {
  const possible = bindings.filter((binding) => isPossible(binding, view));
  // Of those with the same key the first one has it.
  return possible
    .filter((binding) => binding.weight !== undefined && binding === ownerOf(possible, binding.keys[0]))
    .toSorted((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
}
