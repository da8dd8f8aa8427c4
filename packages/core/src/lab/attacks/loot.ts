import type { RootWithKey } from '../../ca/root-key.ts';

/** What was stolen in an attack, for a later one. It lives as long as the host does, and reaches nobody. */
export class Loot {
  root: RootWithKey | undefined;
}
