import { Problem, describeItem, peopleItem } from '@swarmpki/core/inspect';
import type { Item, ItemDescription } from '@swarmpki/core/inspect';
import { printable } from '@swarmpki/core/inspect/report';
import { shortName, stateOf } from './words.ts';

/** An item as people want to see it, and all that is in it, unless that is too much. Nothing secret. */
export interface Described {
  readonly lines: readonly string[];
  readonly description: ItemDescription | undefined;
}

/** Describes an item for people. One that asks for too much work is named, and why there is no more. @param now ms since epoch */
export async function describe(item: Item, now: number): Promise<Described> {
  try {
    const description = await describeItem(item);
    return { lines: peopleItem(description, now).map((line) => line.map(({ text }) => text).join('')), description };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const named = [shortName(item), stateOf(item, now)].filter((part) => part !== '').join(' · ');
    return { lines: [named, `  problem   ${printable(error.message, 300)}`], description: undefined };
  }
}
