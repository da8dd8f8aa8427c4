import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/*
 * Takes the README's pictures of VS Code anew: those that tests take of the workbench while they try it. They have times in them,
 * and letters as this machine draws them: so, unlike the pictures of the terminal, they are not compared.
 */

const root = fileURLToPath(new URL('../', import.meta.url));

/** Names in `docs/pictures`, by those that tests give their pictures. */
const pictures = new Map([
  ['texts-hover', 'vscode-text'],
  ['swarms-rotation', 'vscode-swarms'],
  ['rotation-held-up', 'vscode-rotation'],
  ['viewer-chain-p7b', 'vscode-viewer'],
]);

const suites = ['texts', 'swarms', 'rotation', 'viewer'].map((name) => `test/vscode/workbench/${name}.test.ts`);

const taken = mkdtempSync(join(tmpdir(), 'swarmpki-pictures-'));
try {
  const env = { ...process.env, SWARMPKI_PICTURES: taken };
  const { status } = spawnSync('npm', ['test', '--', ...suites], { cwd: root, env, stdio: 'inherit' });
  if (status === 0) {
    for (const [from, to] of pictures)
      copyFileSync(join(taken, `${from}.png`), join(root, 'docs/pictures', `${to}.png`));
  }
  process.exitCode = status ?? 1;
} finally {
  rmSync(taken, { recursive: true, force: true });
}
