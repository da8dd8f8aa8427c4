import { readBlock } from './block.ts';
import type { Bounds } from './bounds.ts';
import type { Find } from './find.ts';
import type { Step } from './step.ts';
import { readToken, readUnlockKey, tokenStart, unlockKeyStart } from './token.ts';
import { derStart, pemStart, readDerValue, readPemValue } from './value.ts';

const [dash, letterB, letterS, letterW, letterL, letterM, letterI] = [0x2d, 0x42, 0x53, 0x57, 0x4c, 0x4d, 0x49];
const beginMarker = '-BEGIN ';

/** Where a scan has come to. What it will find depends on the text from {@link sight}.behind before on, and on nothing else. */
export interface Position {
  /** What is sought begins here or behind. */
  readonly at: number;
  /** Where the last step ended: what lies before belongs to that. */
  readonly floor: number;
}

/**
 * The next thing that a text holds. It has looked no further than {@link sight}.ahead beyond what it took, or beyond
 * where what it passed over began.
 *
 * @param until what begins here or behind is not sought
 * @param finds of base64 of PEM: what finds in the text that it says; left out within such
 */
export function nextStep(
  text: string,
  { at, floor }: Position,
  until: number,
  bounds: Bounds,
  finds?: (text: string) => readonly Find[],
): Step | undefined {
  const end = Math.min(until, text.length);
  for (let index = at; index < end; index++) {
    const step = stepAt(text, index, floor, bounds, finds);
    if (step !== undefined) return step;
  }
  return undefined;
}

function stepAt(
  text: string,
  at: number,
  floor: number,
  bounds: Bounds,
  finds: ((text: string) => readonly Find[]) | undefined,
): Step | undefined {
  switch (text.charCodeAt(at)) {
    case dash:
      if (text.charCodeAt(at + 1) !== letterB || !text.startsWith(beginMarker, at)) return undefined;
      return readBlock(text, at, floor, bounds.block);
    case letterS:
      if (text.charCodeAt(at + 1) !== letterW) return undefined;
      if (text.startsWith(tokenStart, at)) return readToken(text, at);
      return text.startsWith(unlockKeyStart, at) ? readUnlockKey(text, at) : undefined;
    case letterM:
      return text.charCodeAt(at + 1) === letterI && text.startsWith(derStart, at)
        ? readDerValue(text, at, bounds.block)
        : undefined;
    case letterL:
      return finds !== undefined && text.charCodeAt(at + 1) === letterS && text.startsWith(pemStart, at)
        ? readPemValue(text, at, bounds.block, finds)
        : undefined;
    default:
      return undefined;
  }
}
