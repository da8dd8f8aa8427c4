import type { Entities } from './entities.ts';
import type { SameName } from './relation.ts';

/** Names that several authorities have, each with a key of its own. */
export function sameNames(entities: Entities): readonly SameName[] {
  return [...entities.names].flatMap(([name, stated]): SameName[] => {
    const authorities = stated.filter(({ isAuthority }) => isAuthority).map(({ key, items }) => ({ key, items }));
    return authorities.length < 2
      ? []
      : [{ kind: 'same-name', name: Buffer.from(name, 'latin1').toString('hex'), authorities }];
  });
}
