import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder in which `openssl` is run. It goes when it is disposed of. */
export interface OpensslFiles extends Disposable {
  /** Writes a file. @returns its name, for {@link run} */
  readonly file: (name: string, contents: string | Uint8Array) => string;
  /**
   * Runs `openssl` in the folder.
   *
   * @returns what it writes to its output
   * @throws Error with what it says when it fails
   */
  readonly run: (...parameters: readonly string[]) => Buffer;
}

export function opensslFiles(): OpensslFiles {
  const directory = mkdtempSync(join(tmpdir(), 'swarmpki-openssl-'));
  return {
    file(name, contents) {
      writeFileSync(join(directory, name), contents);
      return name;
    },
    run(...parameters) {
      const { status, stdout, stderr } = spawnSync('openssl', parameters, { cwd: directory, timeout: 60_000 });
      if (status !== 0) throw new Error(`openssl ${parameters.join(' ')}: ${stderr.toString()}`);
      return stdout;
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true }),
  };
}
