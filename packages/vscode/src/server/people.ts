import { Problem, describeItem, peopleItem } from '@swarmpki/core/inspect';
import type { Item, ItemDescription } from '@swarmpki/core/inspect';
import type { Line } from '@swarmpki/core/inspect/layout';
import { printable } from '@swarmpki/core/inspect/report';
import { shortName, stateOf } from './words.ts';

/** An item as people want to see it, and all that is in it, unless that is too much. Nothing secret. */
export interface Described {
  readonly lines: readonly string[];
  /** The same, with what each piece of it is to its reader. */
  readonly toned: readonly Line[];
  readonly description: ItemDescription | undefined;
}

/**
 * Describes an item for people. One that asks for too much work is named, and why there is no more.
 *
 * @param now ms since epoch
 * @param known what is in it, if that was described before
 */
export async function describe(item: Item, now: number, known?: ItemDescription): Promise<Described> {
  try {
    const description = known ?? (await describeItem(item));
    return described(peopleItem(description, now), description);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const named = [shortName(item), stateOf(item, now)].filter((part) => part !== '').join(' · ');
    return described([
      [{ text: named, tone: 'plain' }],
      [
        { text: '  problem   ', tone: 'muted' },
        { text: printable(error.message, 300), tone: 'bad' },
      ],
    ]);
  }
}

function described(toned: readonly Line[], description?: ItemDescription): Described {
  return { toned, lines: toned.map((line) => line.map(({ text }) => text).join('')), description };
}
