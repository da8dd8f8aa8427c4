import { modeText } from '../../mode-text.ts';
import { Problem } from '../../problem.ts';

/** Why a state directory is not used, or not hosted. */
export class HostProblem extends Problem<
  | 'not-a-directory'
  | 'not-yours'
  | 'open-to-others'
  | 'symlink'
  | 'odd-file'
  | 'too-much'
  | 'unregistered'
  | 'malformed-marker'
  | 'newer-version'
  | 'hosted'
  | 'ending'
  | 'not-hosted'
  | 'bad-runtime-directory'
  | 'long-path'
  | 'socket-in-use'
  | 'not-started'
> {}

/** Whose files they are, and whether others may do anything with them: what cannot be known on this system is not asked. */
export function checkOwnAndPrivate(path: string, { uid, mode }: { readonly uid: number; readonly mode: number }): void {
  const own = process.getuid?.();
  if (own === undefined) return;
  if (uid !== own) {
    throw new HostProblem('not-yours', `${path} belongs to another user`, {
      expected: 'a directory of yours',
      next: 'Use a directory that you have made.',
    });
  }
  if ((mode & 0o077) !== 0) {
    throw new HostProblem('open-to-others', `${path} is open to other users: mode ${modeText(mode)}`, {
      expected: 'mode 0700: keys lie in it',
      next: `Use a directory of its own. One that swarmpki has made, and in which nobody can have changed anything: chmod 700 ${path}`,
    });
  }
}

export function symlink(path: string): HostProblem {
  return new HostProblem('symlink', `${path} is a symbolic link`, {
    expected: 'a state directory without any: they may lead anywhere',
    next: 'Name the directory itself, or use another one.',
  });
}

export function oddFile(path: string): HostProblem {
  return new HostProblem('odd-file', `${path} is neither a file nor a directory`, {
    expected: 'a state directory with nothing else in it',
    next: 'Remove it, or use another directory.',
  });
}
