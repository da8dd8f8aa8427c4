import { diffCommand } from './diff.ts';
import { doctorCommand } from './doctor.ts';
import { externalCaServe } from './external-ca-serve.ts';
import { inspectCommand } from './inspect.ts';
import { joinNodes } from './join-nodes.ts';
import { labLike } from './lab-like.ts';
import type { OwnCommand, Variant } from './own-command.ts';
import { serveCommand } from './serve.ts';
import { socketCommand } from './socket.ts';
import { tourCommand } from './tour.ts';
import { uiCommand } from './ui.ts';
import { verifyCommand } from './verify.ts';

/** What looks at what there is: swarms, files, machines. */
export const lookingCommands: readonly OwnCommand[] = [
  uiCommand,
  inspectCommand,
  diffCommand,
  verifyCommand,
  doctorCommand,
];

/** What this program does beside swarm commands, in the order in which it is told. */
export const ownCommands: readonly OwnCommand[] = [
  tourCommand,
  ...lookingCommands,
  serveCommand,
  socketCommand,
  externalCaServe,
  labLike,
];

/** First words that several of them have in common. */
export const ownGroups: readonly { readonly name: string; readonly summary: string }[] = [
  { name: 'external-ca', summary: 'Sign for swarms from outside' },
  { name: 'lab', summary: 'Make labs' },
];

/** What this program does of swarm commands itself. */
export const variants: readonly Variant[] = [joinNodes];

/** The command whose name is what these words begin with. */
export function findOwn(
  words: readonly string[],
): { readonly command: OwnCommand; readonly rest: readonly string[] } | undefined {
  for (const command of ownCommands) {
    const name = command.name.split(' ');
    if (name.every((word, at) => words[at] === word)) return { command, rest: words.slice(name.length) };
  }
  return undefined;
}
