import { execFile } from 'node:child_process';
import { isAbsolute } from 'node:path';
import { promisify } from 'node:util';
import { Problem, reasonOf } from '@swarmpki/core/commands';
import { printable } from '@swarmpki/core/inspect/report';

/** Why there is no Node.js that a lab can run by. */
export class NodeProblem extends Problem<'no-node' | 'old-node' | 'not-node'> {}

/** What a lab needs: `node:sqlite`, and what the terminal program needs beside. */
const oldest = [22, 22] as const;
const wanted = 'Node.js 22.22 or newer';
const cure =
  'Install it from nodejs.org, or name one that you have in the setting swarmpki.nodePath; then try again. Certificates are decoded without it.';

/** So long it may take to say which one it is, ms: on a cold disk it takes a second. */
const longestMs = 15_000;
const longestAnswer = 4_096;

const question = 'JSON.stringify([process.versions.node, process.versions.electron ?? "", process.execPath])';

/**
 * Finds the Node.js that labs run by, by running it once: an editor's own is none.
 *
 * @param named by the user: an absolute path; empty for the one of the PATH
 * @param directory from which it is run: nothing of a workspace's
 * @returns its absolute path
 * @throws {NodeProblem}
 */
export async function findNode(named: string, directory: string, environment: NodeJS.ProcessEnv): Promise<string> {
  if (named !== '' && !isAbsolute(named)) {
    throw new NodeProblem('no-node', `swarmpki.nodePath is no absolute path: ${printable(named)}`, {
      expected: 'the path of a program, /usr/bin/node',
      next: cure,
    });
  }
  const [version, electron, path] = await ask(named === '' ? 'node' : named, directory, environment);
  const called = named === '' ? `the node on the PATH, ${printable(path)},` : printable(named);
  if (electron !== '') {
    throw new NodeProblem('not-node', `${called} is an editor: Electron ${printable(electron, 20)}`, {
      expected: wanted,
      next: cure,
    });
  }
  if (isOlder(version)) {
    throw new NodeProblem('old-node', `${called} is Node.js ${printable(version, 20)}`, {
      expected: wanted,
      next: cure,
    });
  }
  return path;
}

type Answer = readonly [version: string, electron: string, path: string];

async function ask(program: string, cwd: string, environment: NodeJS.ProcessEnv): Promise<Answer> {
  // What is preloaded into every Node may print, and is nothing that is asked for.
  const { NODE_OPTIONS: _, ...env } = environment;
  let stdout: string;
  try {
    ({ stdout } = await promisify(execFile)(program, ['-p', question], {
      cwd,
      env,
      timeout: longestMs,
      maxBuffer: longestAnswer,
      windowsHide: true,
    }));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const said = program === 'node' ? 'there is no Node.js on the PATH' : `there is no ${printable(program)}`;
    const message = isMissing ? said : `${printable(program)} cannot be run: ${printable(reasonOf(error), 100)}`;
    throw new NodeProblem('no-node', message, { expected: wanted, next: cure, cause: error });
  }
  return read(stdout) ?? refuse(program);
}

function read(text: string): Answer | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(answer)) return undefined;
  const [version, electron, path] = answer as readonly unknown[];
  if (typeof version !== 'string' || typeof electron !== 'string' || typeof path !== 'string') return undefined;
  return isAbsolute(path) ? [version, electron, path] : undefined;
}

function refuse(program: string): never {
  throw new NodeProblem('not-node', `${printable(program)} is something else than Node.js`, {
    expected: wanted,
    next: cure,
  });
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  // What is no number is older than anything.
  return !(major > oldest[0] || (major === oldest[0] && minor >= oldest[1]));
}
