import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Of a process's environment, what says where a user keeps what. */
export interface Environment {
  readonly XDG_DATA_HOME?: string | undefined;
  readonly XDG_RUNTIME_DIR?: string | undefined;
}

/** Where a user's data lie that belong to no project (XDG Base Directory Specification). */
export function dataDirectory({ XDG_DATA_HOME = '' }: Environment): string {
  // A path that is not absolute is to be passed over.
  const data = isAbsolute(XDG_DATA_HOME) ? XDG_DATA_HOME : join(homedir(), '.local', 'share');
  return join(data, 'swarmpki');
}

/** Where sockets are made: a folder for each user. */
export function runtimeDirectory({ XDG_RUNTIME_DIR = '' }: Environment): string {
  if (isAbsolute(XDG_RUNTIME_DIR)) return join(XDG_RUNTIME_DIR, 'swarmpki');
  return join(tmpdir(), `swarmpki-${process.getuid?.() ?? userInfo().username}`);
}
