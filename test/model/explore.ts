import { progress } from './actions.ts';
import type { Action } from './action.ts';
import { fingerprint } from './fingerprint.ts';
import { found } from './found.ts';
import type { Scope } from './found.ts';
import { violation } from './invariants.ts';
import type { Violation } from './invariants.ts';
import { Liveness } from './liveness.ts';
import { outside } from './outside.ts';
import type { Setting, World } from './world.ts';

/** What an exploration comes to. */
export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** Steps from the beginning to the state that is farthest away. */
  readonly depth: number;
  /** Whether nothing is left to be explored. */
  readonly isComplete: boolean;
  /** With the shortest way there, in words. */
  readonly fault: (Violation & { readonly trace: readonly string[] }) | undefined;
}

interface Reached {
  readonly world: World;
  readonly depth: number;
  readonly from: Reached | undefined;
  readonly what: string;
}

/**
 * Steps that are explored from a state. What a leader does within the same moment, and what becomes of a message on its
 * way, comes before anything else can happen: whatever came in between would find the same. What makes a difference, that
 * it is lost, repeated, or delayed and then overtaken, and a crash, is a step of its own and has a budget.
 */
function stepsFrom(setting: Setting, world: World): readonly Action[] {
  const steps = progress(setting, world);
  const fromOutside = outside(setting, world);
  const prompt = steps.find(({ isPrompt }) => isPrompt);
  if (prompt === undefined) return [...steps, ...fromOutside];
  const { about } = prompt;
  const instead = fromOutside.filter((other) => other.kind === 'crash' || (about && other.about === about));
  return [prompt, ...instead];
}

/** Goes through every state that can be reached within a scope, nearest first, and looks at each. */
export function explore(setting: Setting, scope: Scope, mostStates = Number.POSITIVE_INFINITY): Exploration {
  const liveness = new Liveness(setting);
  const beginning: Reached = { world: found(setting, scope), depth: 0, from: undefined, what: '' };
  const known = new Set([fingerprint(beginning.world)]);
  let frontier: Reached[] = [beginning];
  let [transitions, depth] = [0, 0];
  const report = (fault?: Exploration['fault'], isComplete = false): Exploration => ({
    states: known.size,
    transitions,
    depth,
    isComplete,
    fault,
  });

  while (frontier.length > 0) {
    const next: Reached[] = [];
    for (const reached of frontier) {
      for (const { what, take } of stepsFrom(setting, reached.world)) {
        transitions++;
        const way = (): readonly string[] => [...wayTo(reached), what];
        try {
          const world = take();
          const name = fingerprint(world);
          if (known.has(name)) continue;
          known.add(name);
          const wrong = violation(setting, world, reached.world) ?? endless(liveness, world);
          if (wrong) return report({ ...wrong, trace: way() });
          next.push({ world, depth: depth + 1, from: reached, what });
        } catch (error) {
          return report({ invariant: 'no decision breaks', why: String(error), trace: way() });
        }
        if (known.size >= mostStates) return report();
      }
    }
    frontier = next;
    if (next.length > 0) depth++;
  }
  return report(undefined, true);
}

function endless(liveness: Liveness, world: World): Violation | undefined {
  const why = liveness.look(world);
  return why === undefined ? undefined : { invariant: 'a rotation always ends', why };
}

function wayTo(reached: Reached): readonly string[] {
  const steps: string[] = [];
  for (let at: Reached | undefined = reached; at?.from; at = at.from) steps.unshift(at.what);
  return steps;
}
