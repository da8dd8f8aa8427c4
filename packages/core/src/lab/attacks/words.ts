import { keyName } from '../../x509/key-name.ts';

/** The first bytes of a digest, to be compared by eye. @param hex 64 digits */
export function bytesShown(hex: string): string {
  return `${
    hex
      .match(/.{1,4}/g)
      ?.slice(0, 8)
      .join(' ') ?? ''
  } …`;
}

/** Where two digests part. @param a hexadecimal @param b hexadecimal */
export function firstDifference(a: string, b: string): string {
  const bytes = Math.max(a.length, b.length) / 2;
  for (let at = 0; at < bytes; at++) {
    const range = [at * 2, at * 2 + 2] as const;
    if (a.slice(...range) !== b.slice(...range)) return `first at byte ${at + 1} of ${bytes}`;
  }
  return 'nowhere';
}

/** A root by its key, as screens name it: their common names say nothing. @param spki DER SubjectPublicKeyInfo */
export function rootShown(spki: Uint8Array): string {
  return `root ${keyName(spki)}`;
}
