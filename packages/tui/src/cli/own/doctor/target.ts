import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** What is to be diagnosed. */
export type Target =
  | { readonly kind: 'data-root'; readonly path: string }
  | { readonly kind: 'endpoint'; readonly address: string }
  | { readonly kind: 'engine' };

/** A name, an address, or an IPv6 address in brackets; then a port. */
const hostPort = /^(\[[0-9a-fA-F:.%]+\]|[A-Za-z0-9_][A-Za-z0-9_.-]*):(\d{1,5})$/;

/** Whether a word is `HOST:PORT`; not where there is a file of that name, and not what Windows calls a drive. */
export function isAddress(word: string, exists: (path: string) => boolean = existsSync): boolean {
  const port = Number(hostPort.exec(word)?.[2] ?? 0);
  return port >= 1 && port <= 65_535 && !exists(word);
}

/** @param word left out for an engine */
export function targetOf(word: string | undefined, workingDirectory: string): Target {
  if (word === undefined) return { kind: 'engine' };
  return isAddress(word, (path) => existsSync(resolve(workingDirectory, path)))
    ? { kind: 'endpoint', address: word }
    : { kind: 'data-root', path: word };
}
