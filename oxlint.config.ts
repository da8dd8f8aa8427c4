import { defineConfig } from 'oxlint';
import type { OxlintOverride } from 'oxlint';

/** The house: which rooms a room of the core imports. It may import what those import as well, and nothing else. */
const house: Readonly<Record<string, readonly string[]>> = {
  x509: [],
  token: [],
  clock: [],
  entropy: [],
  files: [],
  keyfile: ['x509', 'files'],
  ca: ['x509', 'clock', 'entropy'],
  swarm: ['x509', 'token'],
  store: ['swarm'],
  wire: ['x509', 'clock'],
  node: ['wire', 'keyfile', 'token', 'clock', 'entropy'],
  manager: ['wire', 'ca', 'swarm', 'store'],
  'external-ca': ['wire', 'ca', 'keyfile'],
  inspect: ['x509', 'token', 'keyfile'],
  'engine/shapes': [],
  'engine/client': ['engine/shapes', 'clock'],
  'engine/server': ['engine/shapes'],
  'engine/leaves': ['engine/shapes', 'node'],
  'engine/watch': ['engine/client', 'engine/leaves'],
  'engine/commands': ['engine/watch', 'clock', 'x509'],
  doctor: ['inspect', 'wire', 'engine/watch'],
  lab: ['manager', 'node', 'engine/server'],
};
const rooms = Object.keys(house);
const pureRooms = ['x509', 'token', 'swarm', 'inspect'];
/** What a language server answers is worked out from documents and the time alone. */
const pureFeatures = ['packages/vscode/src/server/features/**', 'packages/vscode/src/server/actions/**'];
/** What reads files for a room that is pure otherwise. */
const readers = ['packages/core/src/inspect/files/**'];

function visibleFrom(room: string): ReadonlySet<string> {
  return new Set([room, ...(house[room] ?? []).flatMap((other) => [...visibleFrom(other)])]);
}

/** How an import names a room: one of the same wing, as `engine/client`, by its last name alone. */
function nameFrom(room: string, other: string): string {
  const [wing, own] = room.split('/');
  const [otherWing, name] = other.split('/');
  return own !== undefined && name !== undefined && wing === otherWing ? name : other;
}

interface Pattern {
  readonly regex: string;
  readonly message: string;
}

const no = (regex: string, message: string): Pattern => ({ regex, message });

/** Of two overrides that match a file the later one wins as a whole: so each lists all its patterns. */
function limit(files: string, ...patterns: readonly Pattern[]): OxlintOverride {
  return {
    files: [files],
    excludeFiles: ['**/*.test.*', '**/testing/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [...patterns] }] },
  };
}

const noTests = no('/testing/', 'testing/ is for tests');

const arrows = rooms.map((room) => {
  const visible = visibleFrom(room);
  const hidden = rooms.filter((other) => !visible.has(other));
  const patterns = [noTests];
  if (hidden.length > 0) {
    const names = hidden.map((other) => nameFrom(room, other)).join('|');
    patterns.push(no(`^\\.\\./(.*/)?(${names})/`, `arrows point down: ${room}/ may not see that room`));
  }
  return limit(`packages/core/src/${room}/**`, ...patterns);
});

const purity: OxlintOverride = {
  files: [...pureRooms.map((room) => `packages/core/src/${room}/**`), ...pureFeatures],
  excludeFiles: ['**/*.test.*', ...readers],
  rules: {
    'import/no-nodejs-modules': ['error', { allow: ['node:crypto'] }],
    'house/pure': 'error',
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: 'time is an argument' },
      { object: 'Math', property: 'random', message: 'randomness is an argument' },
      { object: 'crypto', property: 'getRandomValues', message: 'randomness is an argument' },
      { object: 'crypto', property: 'randomUUID', message: 'randomness is an argument' },
    ],
    'no-restricted-globals': [
      'error',
      'performance',
      'process',
      'setTimeout',
      'setInterval',
      'setImmediate',
      'queueMicrotask',
      'fetch',
    ],
  },
};

const byName = no('(^|/)core/src|^@swarmpki/core/src', 'the core is seen through its named entry points');

const noPictures = no('^ink$', 'what draws lies in ui/, screens/ and term/: the rest knows no terminal');

/** The terminal program, floor by floor: none sees those that come after it. */
const terminal = ['theme', 'term', 'tour', 'app', 'ui', 'screens', 'cli'];
const withoutPictures = new Set(['theme', 'app', 'cli']);

/** Floors of a house, from the ground up: none sees those above it. */
function noUpwards(storeys: readonly string[], at: number): readonly Pattern[] {
  const above = storeys.slice(at + 1).join('|');
  if (above === '') return [];
  return [no(`^\\.\\./(.*/)?(${above})/`, `arrows point down: ${storeys[at]}/ may not see that floor`)];
}

const floors = terminal.map((floor, at) => {
  const patterns = [byName, noTests, ...noUpwards(terminal, at)];
  if (withoutPictures.has(floor)) patterns.push(noPictures);
  return limit(`packages/tui/src/${floor}/**`, ...patterns);
});

/** What VS Code is a client by, floor by floor as well; `extension.ts` and `swarms-part.ts` put it together. */
const editor = [
  'words',
  'webview',
  'engines',
  'dialogs',
  'language',
  'standings',
  'viewer',
  'editors',
  'acts',
  'rotation',
  'swarms',
];

const editorFloors = editor.map((floor, at) =>
  limit(`packages/vscode/src/client/${floor}/**`, byName, noTests, ...noUpwards(editor, at)),
);

export default defineConfig({
  options: { typeAware: true },
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise', 'node'],
  jsPlugins: ['./scripts/house.ts'],
  ignorePatterns: ['**/dist/**', '**/gen/**', '**/node_modules/**', 'coverage/**'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'house/no-import-type': 'error',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'no-console': 'error',
    eqeqeq: 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': ['error', { ignoreVoid: true }],
    'typescript/no-misused-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    'typescript/no-non-null-assertion': 'error',
    // At the borders (rows of the store, generated messages) a type is stated once, by hand.
    'typescript/no-unsafe-type-assertion': 'off',
    // Sequences of calls on one connection, and loops that wait for what they have just done, are what this code is.
    'no-await-in-loop': 'off',
    // Needed only where a function captures nothing by accident; here small helpers stand beside their one use.
    'unicorn/consistent-function-scoping': 'off',
    // The compiler knows which switches are exhaustive (noImplicitReturns), this rule does not.
    'typescript/consistent-return': 'off',
    // A generator that only waits is a stream that sends nothing.
    'require-yield': 'off',
  },
  overrides: [
    ...arrows,
    purity,
    limit('packages/tui/src/**', byName, noTests),
    ...floors,
    limit('packages/vscode/src/client/**', byName, noTests),
    ...editorFloors,
    limit(
      'packages/vscode/src/pages/**',
      noTests,
      no('^(vscode|node:|@)', 'a page runs in a browser, and has nothing but what it is sent'),
      no('^\\.\\./(.*/)?(client|server)/', 'a page sees what is shared, and nothing else of the extension'),
    ),
    limit(
      'packages/vscode/src/{server,shared}/**',
      byName,
      noTests,
      no('^vscode$', 'the language server serves any editor'),
    ),
    {
      // What a webview of VS Code is sent goes to its page, and has no other address.
      files: ['packages/vscode/src/client/**'],
      rules: { 'unicorn/require-post-message-target-origin': 'off' },
    },
    {
      files: ['scripts/**', 'test/{bench,fuzz}/**', 'packages/tui/{bin,src/cli}/**', 'packages/vscode/bin/**'],
      rules: { 'no-console': 'off' },
    },
  ],
});
