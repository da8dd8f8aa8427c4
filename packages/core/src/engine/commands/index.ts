export { actionOf } from './command.ts';
export type { Action, Call, Command, Context, Danger, Flag, Flags, Output, Parameters } from './command.ts';
export { isSwitch } from './kinds/kind.ts';
export type { Inputs, Kind } from './kinds/kind.ts';
export { CommandProblem, wordsOf } from './problem.ts';
export { commands, groups } from './registry.ts';
