import type { CallsDouble } from '../../../core/src/testing/calls-double.ts';
import { TestedCommandLine } from './command-line.ts';

/** A command line whose engine is a lab, and what that is asked and answers. */
export function aLab(): readonly [line: TestedCommandLine, calls: CallsDouble] {
  const line = new TestedCommandLine();
  return [line, line.engine.calls.beLab()];
}

/** What was asked of the lab, but for the question whether it is one. */
export function heard({ heard: all }: CallsDouble): readonly (readonly unknown[])[] {
  return all.filter(([call]) => call !== 'GET /lab');
}
