// An extension for tests: the folder SWARMPKI_VIRTUAL_FILES as one that lies elsewhere, as VS Code opens repositories of
// GitHub: `vscode-vfs://elsewhere/`. No program but VS Code can read it.
const { readFileSync, readdirSync, statSync } = require('node:fs');
const paths = require('node:path');
const { Disposable, EventEmitter, FileSystemError, FileType, workspace } = require('vscode');

const folder = process.env['SWARMPKI_VIRTUAL_FILES'] ?? '';

/** Calls what looks at a file; one that is missing is missing for VS Code too. */
function look(uri, at) {
  try {
    return at(paths.join(folder, uri.path));
  } catch (error) {
    throw error.code === 'ENOENT' ? FileSystemError.FileNotFound(uri) : error;
  }
}

const typeOf = (entry) => (entry.isDirectory() ? FileType.Directory : FileType.File);

function refuse(uri) {
  throw FileSystemError.NoPermissions(uri);
}

const provider = {
  onDidChangeFile: new EventEmitter().event,
  watch: () => new Disposable(() => undefined),
  stat: (uri) =>
    look(uri, (file) => {
      const entry = statSync(file);
      return { type: typeOf(entry), size: entry.size, mtime: entry.mtimeMs, ctime: entry.ctimeMs };
    }),
  readDirectory: (uri) =>
    look(uri, (file) => readdirSync(file, { withFileTypes: true }).map((entry) => [entry.name, typeOf(entry)])),
  readFile: (uri) => look(uri, (file) => readFileSync(file)),
  writeFile: refuse,
  createDirectory: refuse,
  delete: refuse,
  rename: refuse,
};

exports.activate = ({ subscriptions }) => {
  subscriptions.push(workspace.registerFileSystemProvider('vscode-vfs', provider, { isCaseSensitive: true }));
};
