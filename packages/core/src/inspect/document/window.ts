import { sight } from '../text/bounds.ts';
import type { Bounds } from '../text/bounds.ts';
import { findWithin } from '../text/find-in-text.ts';
import { moved } from '../text/moved.ts';
import { nextStep } from '../text/scan.ts';
import type { Position } from '../text/scan.ts';
import type { Step } from '../text/step.ts';
import type { ChunkedText } from './chunked-text.ts';

const firstLength = 16 * 1024;

/** A part of a text in which steps are read as they would be in the whole: it grows when they see its end. */
export class Window {
  readonly #text: ChunkedText;
  readonly #bounds: Bounds;
  readonly #start: number;
  #end: number;
  #part: string;

  /** @param from where the first step may begin */
  constructor(text: ChunkedText, bounds: Bounds, from: number) {
    this.#text = text;
    this.#bounds = bounds;
    this.#start = Math.max(0, from - 2 * sight.behind);
    this.#end = Math.min(text.length, from + firstLength);
    this.#part = text.slice(this.#start, this.#end);
  }

  /** As {@link nextStep} in the whole text. */
  nextStep({ at, floor }: Position, until: number): Step | undefined {
    const start = this.#start;
    for (;;) {
      const within = Math.min(until, this.#end) - start;
      const position = { at: at - start, floor: floor - start };
      const step = nextStep(this.#part, position, within, this.#bounds, (inner) => findWithin(inner, this.#bounds));
      const seen = start + (step?.end ?? within) + sight.ahead;
      const isWhole = this.#end === this.#text.length;
      if (isWhole || (seen < this.#end && (step !== undefined || until <= this.#end)))
        return step && placedAt(step, start);
      this.#grow();
    }
  }

  #grow(): void {
    this.#end = Math.min(this.#text.length, this.#end + 4 * (this.#end - this.#start));
    this.#part = this.#text.slice(this.#start, this.#end);
  }
}

function placedAt({ start, end, finds }: Step, by: number): Step {
  return { start: start + by, end: end + by, finds: finds.map((find) => moved(find, by)) };
}
