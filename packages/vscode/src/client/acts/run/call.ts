import { actionOf, commands, shellWord, wordsOfStep } from '@swarmpki/core/commands';
import type { Action, Command, Inputs, Step } from '@swarmpki/core/commands';

/** An action with its command. */
export interface Named {
  readonly action: Action;
  readonly command: Command;
}

/** @throws {Error} for what is no action: a mistake of this program */
export function named(id: string): Named {
  for (const command of commands) {
    const action = command.actions.find((each) => each.id === id);
    if (action !== undefined) return { action, command };
  }
  throw new Error(`there is no action ${id}`);
}

/** A command with all that it is given, as texts. */
export interface Wish {
  readonly flags: Readonly<Record<string, string>>;
  readonly parameters: readonly string[];
}

/** What a command is called with: each flag as it reads. */
export interface Call {
  readonly command: Command;
  /** What is done by it. */
  readonly action: Action;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly parameters: readonly string[];
}

/**
 * Reads what was given by the kinds of the flags. It is called what was chosen, and is as grave as what it comes to.
 *
 * @throws {CommandProblem} `bad-value`; what reading a file throws
 */
export async function read({ action, command }: Named, wish: Wish, inputs: Inputs): Promise<Call> {
  const call = await readCommand(command, wish, inputs);
  return { ...call, action: { ...action, danger: call.action.danger } };
}

/** As {@link read}, of a command by its name: `node add`. */
export async function readNamed(name: string, wish: Wish, inputs: Inputs): Promise<Call> {
  const command = commands.find((each) => each.name === name);
  if (command === undefined) throw new Error(`there is no command ${name}`);
  return readCommand(command, wish, inputs);
}

async function readCommand(command: Command, { flags: texts, parameters }: Wish, inputs: Inputs): Promise<Call> {
  const flags: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(texts)) {
    const flag = command.flags[name];
    if (flag === undefined) throw new Error(`${command.name} has no flag ${name}`);
    flags[name] = await flag.kind.read(text, inputs, undefined);
  }
  return { command, action: actionOf(command, flags), flags, parameters };
}

/** As somebody would type it: for the log, so that it can be done again. */
export function lineOf(program: string, { name }: Command, { flags, parameters }: Wish): string {
  const step: Step = { command: name, flags, parameters };
  return [program, ...wordsOfStep(step).map((word) => shellWord(word))].join(' ');
}
