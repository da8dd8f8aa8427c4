/** Names of files, as they were given; nothing is opened. */

/** The directory, with its last separator; empty where there is none. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

export function baseName(path: string): string {
  return path.slice(directoryOf(path).length);
}

const extension = /\.(pem|crt|cer|cert|key|der|p8|pub|csr|req)$/i;
const part = /[-_.](key|cert|crt|certificate|privkey|csr)$/i;

/** What files that belong together have in common: `server.crt`, `server.key`, `server-key.pem`. */
export function stemOf(path: string): string {
  const name = baseName(path).replace(extension, '');
  return directoryOf(path) + name.replace(part, '');
}

/** The file of what a node trusts. */
export const trustFile = 'swarm-root-ca.crt';
