import { Problem, describeItem } from '@swarmpki/core/inspect';
import type { Item, ItemDescription } from '@swarmpki/core/inspect';
import { contentsOf } from '@swarmpki/core/inspect/files';
import { readSource } from '@swarmpki/core/inspect/report';
import type { Source } from '@swarmpki/core/inspect/report';
import type { ViewedFile } from './workspace.ts';

/**
 * Reads a file for whoever looks at it. Of PKCS #12 as much is opened as the password opens; of private keys in it only what
 * is public is kept.
 *
 * @param name how findings call it
 * @param password left out, an empty one is tried: many files have that
 * @param file what is known of it beside
 */
export async function readViewedFile(
  name: string,
  bytes: Buffer,
  password: string | undefined,
  file: Source['file'],
): Promise<ViewedFile> {
  const source: Source = { name, ...contentsOf(bytes), ...(file === undefined ? {} : { file }) };
  const isLocked = ({ items }: { readonly items: readonly Item[] }): boolean =>
    items.some((item) => item.kind === 'pkcs12' && item.locked);
  let opened = { items: readSource(source, password === undefined ? {} : { password }).items, password };
  if (password === undefined && isLocked(opened)) {
    const { items } = readSource(source, { password: '' });
    // What is wrong then is no word of anybody's.
    if (!items.some((item) => item.kind === 'pkcs12' && item.lock === 'wrong-password'))
      opened = { items, password: '' };
  }
  const items = opened.items.map(withoutKey);
  const containers = new Map<Item, ItemDescription>();
  for (const item of items) {
    if (item.kind !== 'pkcs12') continue;
    const description = await described(item, opened.password);
    if (description !== undefined) containers.set(item, description);
  }
  return { source, items, containers };
}

/** A key that was in a container is held in clear by where it was found: nobody needs that. */
function withoutKey(item: Item): Item {
  if (item.kind !== 'private-key' || item.place.within === undefined) return item;
  const { find: _, ...rest } = item;
  return rest;
}

async function described(item: Item, password: string | undefined): Promise<ItemDescription | undefined> {
  try {
    return await describeItem(item, { password });
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
