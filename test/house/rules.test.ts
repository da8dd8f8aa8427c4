import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from '../tools/run.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A tree that keeps all rules. Faults are planted in a copy of it. */
const clean: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      module: 'nodenext',
      target: 'es2024',
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      jsx: 'preserve',
    },
    include: ['packages'],
  }),
  'packages/core/src/x509/name.ts': "import { other } from './other.ts';\nexport const name = `swarm-ca ${other}`;\n",
  'packages/core/src/x509/other.ts': 'export const other = 1;\n',
  'packages/core/src/wire/alone.ts': 'export const alone = 1;\n',
  'packages/core/src/wire/peer.ts': "import { name } from '../x509/name.ts';\nexport const peer = name;\n",
  'packages/core/src/swarm/state.ts': "import { name } from '../x509/name.ts';\nexport const state = name;\n",
  'packages/core/src/node/node.ts': "import { peer } from '../wire/peer.ts';\nexport const node = peer;\n",
  'packages/core/src/manager/manager.ts': "import { state } from '../swarm/state.ts';\nexport const manager = state;\n",
  'packages/core/src/engine/shapes/node.ts': 'export const node = 1;\n',
  'packages/core/src/engine/client/client.ts':
    "import { node } from '../shapes/node.ts';\nexport const client = node;\n",
  'packages/core/src/engine/watch/watch.ts': 'export const watch = 1;\n',
  'packages/core/src/engine/server/server.ts':
    "import { node } from '../shapes/node.ts';\nexport const server = node;\n",
  'packages/core/src/testing/fake.ts': 'export const fake = 1;\n',
  'packages/tui/src/view.ts':
    "import { parseJoinToken } from '@swarmpki/core/token';\nexport const view = parseJoinToken;\n",
  'packages/tui/src/app/state.ts': 'export const state = 1;\n',
  'packages/tui/src/ui/frame.ts': 'export const Frame = 1;\n',
  'packages/vscode/src/client/engines/place.ts': 'export const place = 1;\n',
  'packages/vscode/src/client/dialogs/ask.ts': 'export const ask = 1;\n',
  'packages/vscode/src/client/acts/act.ts': "import { place } from '../engines/place.ts';\nexport const act = place;\n",
  'packages/vscode/src/server/server.ts': 'export const server = 1;\n',
  'packages/vscode/src/server/features/hover.ts': 'export const hover = 1;\n',
};

const x509 = 'packages/core/src/x509/name.ts';
const arrow = 'arrows point down';

/** One fault for each rule: where it is planted, the line, and what the report has to say. */
const faults: readonly (readonly [what: string, file: string, line: string, report: string])[] = [
  ['an import up the house', x509, "import { alone } from '../wire/alone.ts';\nexport const up = alone;", arrow],
  [
    'a type imported up the house',
    x509,
    "import type { alone } from '../wire/alone.ts';\nexport type Up = typeof alone;",
    arrow,
  ],
  ['a re-export from up the house', x509, "export { alone } from '../wire/alone.ts';", arrow],
  [
    'an import across the house',
    'packages/core/src/node/node.ts',
    "import { manager } from '../manager/manager.ts';\nexport const across = manager;",
    arrow,
  ],
  [
    'a manager that sees the node',
    'packages/core/src/manager/manager.ts',
    "import { node } from '../node/node.ts';\nexport const across = node;",
    arrow,
  ],
  [
    'a client that sees the server',
    'packages/core/src/engine/client/client.ts',
    "import { server } from '../server/server.ts';\nexport const across = server;",
    arrow,
  ],
  [
    'a client that sees who watches with it',
    'packages/core/src/engine/client/client.ts',
    "import { watch } from '../watch/watch.ts';\nexport const across = watch;",
    arrow,
  ],
  [
    'a server that sees what stands behind it',
    'packages/core/src/engine/server/server.ts',
    "import { state } from '../../swarm/state.ts';\nexport const behind = state;",
    arrow,
  ],
  [
    'an import within a type',
    x509,
    "export type Hidden = import('../wire/alone.ts').Alone;",
    'write an import, so that the arrow is seen',
  ],
  [
    'a circle',
    'packages/core/src/x509/other.ts',
    "import { name } from './name.ts';\nexport const again = name;",
    'import(no-cycle)',
  ],
  [
    'a test’s helper in the source',
    'packages/core/src/node/node.ts',
    "import { fake } from '../testing/fake.ts';\nexport const help = fake;",
    'testing/ is for tests',
  ],
  [
    'a file read in a pure room',
    x509,
    "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;",
    'no-nodejs-modules',
  ],
  ['the clock read in a pure room', x509, 'export const now = Date.now();', 'time is an argument'],
  [
    'the clock read through a Date in a pure room',
    x509,
    'export const now = new Date();',
    'does not know what time it is',
  ],
  [
    'a timer in a pure room',
    x509,
    'export const timer = (): unknown => setTimeout(() => undefined, 1);',
    'no-restricted-globals',
  ],
  ['a number drawn in a pure room', x509, 'export const drawn = Math.random();', 'randomness is an argument'],
  [
    'random bytes in a pure room',
    x509,
    "import { randomBytes } from 'node:crypto';\nexport const drawn = randomBytes(1);",
    'draws nothing',
  ],
  [
    'a key made in a pure room',
    x509,
    "import { generateKeyPairSync } from 'node:crypto';\nexport const made = generateKeyPairSync;",
    'draws nothing',
  ],
  [
    'all of node:crypto in a pure room',
    x509,
    "import * as crypto from 'node:crypto';\nexport const all = crypto;",
    'draws nothing',
  ],
  ['the environment in a pure room', x509, "export const home = process.env['HOME'];", 'no-restricted-globals'],
  [
    'a way round the entry points of the core',
    'packages/tui/src/view.ts',
    "import { name } from '../../core/src/x509/name.ts';\nexport const round = name;",
    'named entry points',
  ],
  [
    'an import up the floors of the extension',
    'packages/vscode/src/client/dialogs/ask.ts',
    "import { act } from '../acts/act.ts';\nexport const up = act;",
    arrow,
  ],
  [
    'a picture drawn beside the screens',
    'packages/tui/src/app/state.ts',
    "import { Text } from 'ink';\nexport const text = Text;",
    'what draws lies in',
  ],
  [
    'an import up the terminal program',
    'packages/tui/src/app/state.ts',
    "import { Frame } from '../ui/frame.ts';\nexport const frame = Frame;",
    arrow,
  ],
  [
    'the editor in the language server',
    'packages/vscode/src/server/server.ts',
    "import { window } from 'vscode';\nexport const editor = window;",
    'the language server serves any editor',
  ],
  [
    'the clock in a feature of the language server',
    'packages/vscode/src/server/features/hover.ts',
    'export const now = Date.now();',
    'time is an argument',
  ],
  [
    'a promise that nobody waits for',
    'packages/core/src/node/node.ts',
    'export function lose(): void {\n  Promise.reject(new Error());\n}',
    'no-floating-promises',
  ],
  [
    'a type of anything',
    'packages/core/src/node/node.ts',
    'export const anything = (value: any): unknown => value;',
    'no-explicit-any',
  ],
  [
    'a switch that forgets a case',
    'packages/core/src/node/node.ts',
    "export function say(kind: 'a' | 'b'): void {\n  switch (kind) {\n    case 'a':\n      break;\n  }\n}",
    'switch-exhaustiveness-check',
  ],
];

interface Diagnostic {
  readonly filename: string;
  readonly code: string;
  readonly message: string;
  readonly help?: string;
}

async function lint(files: Readonly<Record<string, string>>): Promise<readonly Diagnostic[]> {
  await using directory = await temporaryDirectory();
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory.path, file)), { recursive: true });
    await writeFile(join(directory.path, file), text);
  }
  await cp(join(root, 'oxlint.config.ts'), join(directory.path, 'oxlint.config.ts'));
  await cp(join(root, 'scripts/house.ts'), join(directory.path, 'scripts/house.ts'));
  await symlink(join(root, 'node_modules'), join(directory.path, 'node_modules'));
  const program = join(root, 'node_modules/oxlint/bin/oxlint');
  const { stdout } = await run(process.execPath, [program, '--format', 'json', 'packages'], { cwd: directory.path });
  const { diagnostics }: { diagnostics: readonly Diagnostic[] } = JSON.parse(stdout);
  return diagnostics;
}

describe('the rules of the house', () => {
  it('find nothing in a tree that keeps them', async () => {
    expect(await lint(clean)).toEqual([]);
  });

  it.each(faults)('find %s, and nothing else', async (_what, file, line, report) => {
    const found = await lint({ ...clean, [file]: `${line}\n${clean[file]}` });
    expect(found.map(({ code, message, help }) => `${code} ${message} ${help}`).join('\n')).toContain(report);
    expect([...new Set(found.map(({ code }) => code))]).toHaveLength(1);
  });
});
