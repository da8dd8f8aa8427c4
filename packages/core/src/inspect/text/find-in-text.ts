import { defaultBounds } from './bounds.ts';
import type { Bounds } from './bounds.ts';
import type { Cut, Find, Finds } from './find.ts';
import { nextStep } from './scan.ts';
import type { Position } from './scan.ts';
import type { Step } from './step.ts';

/**
 * Finds PEM blocks (RFC 7468, with headers of RFC 1421), join tokens and unlock keys (docs/protocol.md §2, §10.6), and DER
 * and PEM in base64, wherever they lie in a text: indented, escaped, quoted, in a diff or a log. What is damaged is found,
 * with its damage; what is only spoken of is not. What the rules are stands at `beginsBlock`, `readToken`, `readDerValue`.
 *
 * Takes any string, and time in proportion to its length.
 */
export function findInText(text: string, bounds: Bounds = defaultBounds): Finds {
  const { steps, cut } = stepsOf(text, bounds);
  const finds = steps.flatMap((step) => step.finds);
  return cut === undefined ? { finds } : { finds, cut };
}

/** What a whole text was read as. */
export interface Steps {
  readonly steps: readonly Step[];
  readonly cut?: Cut;
}

/** As {@link findInText}. */
export function stepsOf(text: string, bounds: Bounds): Steps {
  const steps: Step[] = [];
  let count = 0;
  let position: Position = { at: 0, floor: 0 };
  for (;;) {
    const step = nextStep(text, position, bounds.text, bounds, (inner) => findWithin(inner, bounds));
    if (step === undefined) break;
    const room = bounds.finds - count;
    if (step.finds.length > room) {
      steps.push({ ...step, finds: step.finds.slice(0, room) });
      return { steps, cut: { why: 'too-many-finds', at: step.start } };
    }
    count += step.finds.length;
    steps.push(step);
    position = after(step);
  }
  return text.length > bounds.text
    ? { steps, cut: { why: 'text-too-long', at: Math.max(bounds.text, position.at) } }
    : { steps };
}

export function after(step: Step): Position {
  return { at: step.end, floor: step.end };
}

/** What a value in base64 says: base64 in base64 in base64 is not followed. */
export function findWithin(text: string, bounds: Bounds): readonly Find[] {
  const finds: Find[] = [];
  let position: Position = { at: 0, floor: 0 };
  while (finds.length <= bounds.finds) {
    const step = nextStep(text, position, text.length, bounds);
    if (step === undefined) break;
    finds.push(...step.finds);
    position = after(step);
  }
  return finds;
}
