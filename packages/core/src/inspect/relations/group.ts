import { latin1 } from '../../x509/characters.ts';

/** Bytes as a key of a map. */
export function textOf(bytes: Uint8Array): string {
  return latin1(bytes);
}

/** Puts together what has the same key, in the order in which it came. */
export function groupBy<Member, Key>(
  members: Iterable<Member>,
  keyOf: (member: Member) => Key | undefined,
): ReadonlyMap<Key, readonly Member[]> {
  const groups = new Map<Key, Member[]>();
  for (const member of members) {
    const key = keyOf(member);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [member]);
    else group.push(member);
  }
  return groups;
}
