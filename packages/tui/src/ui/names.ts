/** The name of a root: the beginning of its key's digest. Its common name says nothing: all of them are called `swarm-ca`. */
export function rootName(digest: string | undefined): string {
  if (digest === undefined || digest === '') return '—';
  const hex = digest.replace(/^sha256:/, '');
  return `${hex.slice(0, 2)}:${hex.slice(2, 4)}`;
}

/** An id as far as people compare it. */
export function shortId(id: string): string {
  return id.slice(0, 10);
}
