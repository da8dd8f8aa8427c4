import { keyNameOf } from '@swarmpki/core/commands';

/**
 * The name of a root, as `inspect` has it too: the beginning of its key's digest. Its common name says nothing: all of them
 * are called `swarm-ca`.
 *
 * @param digest SHA-256 of the DER SubjectPublicKeyInfo, `sha256:…` or hexadecimal
 */
export function rootName(digest: string | undefined): string {
  return digest === undefined || digest === '' ? '—' : keyNameOf(digest);
}

/** An id as far as people compare it. */
export function shortId(id: string): string {
  return id.slice(0, 10);
}
