import assert from 'node:assert/strict';
import {
  EventEmitter,
  FileSystemError,
  FileType,
  TabInputCustom,
  TabInputText,
  Uri,
  commands,
  window,
  workspace,
} from 'vscode';
import type { Disposable, FileChangeEvent, FileSystemProvider } from 'vscode';
import { eventually } from '../../../tools/eventually.ts';
import { fileUri } from '../files.ts';

/** Files that lie on no disk, as those of a repository that is looked at from afar. */
class Elsewhere implements FileSystemProvider {
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly onDidChangeFile = new EventEmitter<FileChangeEvent[]>().event;

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = files;
  }

  watch(): Disposable {
    return { dispose: () => undefined };
  }

  stat({ path }: Uri): { type: FileType; ctime: number; mtime: number; size: number } {
    const size = this.#files.get(path)?.length;
    return { type: size === undefined ? FileType.Directory : FileType.File, ctime: 0, mtime: 0, size: size ?? 0 };
  }

  readFile(uri: Uri): Uint8Array {
    const file = this.#files.get(uri.path);
    if (file === undefined) throw FileSystemError.FileNotFound(uri);
    return file;
  }

  readDirectory(): [string, FileType][] {
    return [];
  }

  writeFile = refuse;
  createDirectory = refuse;
  delete = refuse;
  rename = refuse;
}

function refuse(): never {
  throw FileSystemError.NoPermissions();
}

describe('files that lie on no disk', () => {
  const at = (name: string): Uri => Uri.parse(`vscode-vfs://elsewhere/${name}`);
  let registered: Disposable | undefined;

  before(async () => {
    const read = async (name: string): Promise<Uint8Array> => workspace.fs.readFile(fileUri(name));
    const files = new Map([
      ['/node.pem', await read('node/certificates/swarm-node.crt')],
      ['/manager.crt', await read('manager.der')],
      ['/manager.der', await read('manager.der')],
      ['/text.p7b', await read('node/certificates/swarm-root-ca.crt')],
    ]);
    registered = workspace.registerFileSystemProvider('vscode-vfs', new Elsewhere(files), { isReadonly: true });
  });
  after(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    registered?.dispose();
  });

  /** In which editors a file is. */
  const editorsOf = ({ path }: Uri): readonly string[] =>
    window.tabGroups.all
      .flatMap(({ tabs }) => tabs.map(({ input }) => input))
      .flatMap((input) => {
        if (input instanceof TabInputCustom && input.uri.path === path) return [input.viewType];
        return input instanceof TabInputText && input.uri.path === path ? ['text'] : [];
      });

  it('are understood as texts', async () => {
    const document = await workspace.openTextDocument(at('node.pem'));
    const hover = await eventually('it answers', async () => {
      const hovers = await commands.executeCommand<{ contents: { value: string }[] }[]>(
        'vscode.executeHoverProvider',
        document.uri,
        document.positionAt(20),
      );
      return hovers[0]?.contents[0]?.value;
    });
    assert.match(hover, /certificate of a swarm manager/);
  });

  for (const [name, editor] of [
    ['manager.der', 'swarmpki.viewer'],
    ['manager.crt', 'swarmpki.optionalViewer'],
    ['text.p7b', 'text'],
  ] as const) {
    it(`are opened in the editor that fits what they hold: ${name}`, async () => {
      await commands.executeCommand('vscode.open', at(name));
      await eventually(`it is in ${editor} alone`, (note) =>
        note(editorsOf(at(name))).join() === editor ? true : undefined,
      );
    });
  }
});
