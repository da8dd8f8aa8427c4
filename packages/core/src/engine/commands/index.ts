export { systemClock } from '../../clock/system-clock.ts';
export { Problem, reasonOf } from '../../problem.ts';
export { actionOf } from './command.ts';
export type { Command, Context, Described, Flag, Flags, Output } from './command.ts';
export { isSwitch } from './kinds/kind.ts';
export type { Inputs, Kind } from './kinds/kind.ts';
export { onOff, text } from './kinds/text.ts';
export { wordsOf } from './problem.ts';
export { commands, groups } from './registry.ts';
