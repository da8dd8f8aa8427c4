import type { Command } from '@swarmpki/core/commands';
import { actionIn, commandOf } from './bindings.ts';
import type { Deeds } from './deeds.ts';
import type { Binding, View } from './screen.ts';
import type { State } from './state.ts';
import type { Line } from '../theme/line.ts';

/**
 * Runs a command line, after a question where there is something to lose: what destroys is asked for in any case, what
 * changes is asked for on a real engine. Labs are there to be played with.
 */
export function runAsked(app: Deeds, command: Command, parameters: readonly string[]): void {
  const { state } = app.store;
  const { title, danger } = actionIn(command, parameters);
  const line = [...command.name.split(' '), ...parameters];
  // What is written by hand in the palette comes here as well, with whatever flags.
  if (danger !== 'reads' && state.readOnly)
    return app.say('warn', `${line.join(' ')} would change something: this is --read-only`);
  const run = (): void => void app.jobs.run(line);
  if (danger === 'reads' || (danger === 'changes' && state.engine.isLab === true)) return run();
  const isFinal = danger === 'destroys' && state.engine.isLab !== true;
  app.store.update((before) => ({
    ...before,
    overlay: {
      kind: 'confirm',
      title,
      lines: [
        [
          { text: 'on   ', tone: 'muted' },
          { text: before.engine.name, tone: 'strong' },
        ],
        ...namesIn(before, parameters).map((name): Line => [
          { text: 'node ', tone: 'muted' },
          { text: name, tone: 'strong' },
        ]),
        [{ text: '$    ', tone: 'muted' }, { text: `${before.engine.program} ${line.join(' ')}` }],
        ...(danger === 'destroys' ? [[{ text: 'What is gone then does not come back.', tone: 'warn' } as const]] : []),
      ],
      typed: '',
      ...(isFinal && { word: command.name.split(' ').at(-1) ?? command.name }),
      onYes: run,
    },
  }));
}

/** What nodes are called that are meant by their ids: nobody knows these by heart. */
function namesIn({ sight }: State, words: readonly string[]): readonly string[] {
  return words.map((word) => sight?.nodes.get(word)?.name ?? '').filter((name) => name !== '');
}

/** Does what a binding is for. */
export function use(app: Deeds, binding: Binding, view: View<unknown>, key = binding.keys[0] ?? ''): void {
  if (!('command' in binding)) return binding.run(view, app, key);
  const command = commandOf(binding);
  const words = binding.words(view);
  if (command !== undefined && words !== undefined) runAsked(app, command, words);
}
