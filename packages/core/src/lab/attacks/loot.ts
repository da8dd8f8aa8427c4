import type { RootWithKey } from '../../ca/root-key.ts';

/** What was stolen in an attack, for a later one. It lives as long as the host does, and reaches nobody. */
export class Loot {
  /** A root with its key, and the id of the swarm whose root it was. */
  root: (RootWithKey & { readonly swarm: string }) | undefined;
}
