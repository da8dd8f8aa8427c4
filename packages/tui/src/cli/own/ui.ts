import { noParameters, onOff } from '@swarmpki/core/commands';
import { own } from './own-command.ts';

/** `swarmpki ui`, and `swarmpki` alone on a terminal. */
export const uiCommand = own({
  name: 'ui',
  summary: 'See a swarm live on this terminal, and take it apart',
  reaches: 'engines',
  parameters: noParameters,
  flags: {
    'read-only': { kind: onOff, help: 'Look, and change nothing' },
    'screen-reader': { kind: onOff, help: 'Plain lines to be read aloud, and no picture; as INK_SCREEN_READER=true' },
  },
  examples: [
    { line: 'ui', about: 'the lab of this directory; without anything else `swarmpki` does the same' },
    { line: '--context production ui --read-only', about: 'a real swarm, and no key changes it' },
  ],
  run: (context, { 'read-only': readOnly = false, 'screen-reader': screenReader }) =>
    context.open(context.wish, readOnly, screenReader),
});
