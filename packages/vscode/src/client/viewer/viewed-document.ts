import { EventEmitter, FileSystemError, RelativePattern, Uri, l10n, workspace } from 'vscode';
import type { CustomDocument, Disposable } from 'vscode';
import type { FilePart, FileView } from '../../shared/file-view.ts';
import { largestViewed, methods } from '../../shared/protocol.ts';
import type { ViewFile, ViewPart } from '../../shared/protocol.ts';
import { holdsText } from '../../shared/sniff.ts';
import type { FileState } from '../../shared/viewer-messages.ts';
import { harmless } from '../words/harmless.ts';
import type { Server } from '../language/server.ts';

/** A file that is looked at: as it is on disk, as the server reads it. */
export class ViewedDocument implements CustomDocument {
  readonly uri: Uri;
  readonly #server: Server;
  readonly #changed = new EventEmitter<FileState>();
  readonly #watching: readonly Disposable[];
  #state: FileState | undefined;
  /** What the page was told last, to tell it only what is new. */
  #told = '';
  #isRead = false;
  /** One after the other: what was read last is what is there. */
  #reading: Promise<unknown> = Promise.resolve();
  #hasEnded = false;

  constructor(uri: Uri, server: Server) {
    this.uri = uri;
    this.#server = server;
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(uri, '..'), '*'));
    const read = (changed: Uri): void => {
      if (changed.toString() === uri.toString()) void this.read();
    };
    this.#watching = [
      watcher,
      watcher.onDidChange(read),
      watcher.onDidCreate(read),
      watcher.onDidDelete(read),
      server.onViewsChanged(() => void this.#again()),
      this.#changed,
    ];
  }

  readonly onDidChange = this.#changed.event;

  /** How it is with the file; read, when that is asked for the first time. */
  async state(): Promise<FileState> {
    if (this.#isRead) await this.#reading;
    else await this.read();
    return this.#state ?? { kind: 'not-read', reason: '' };
  }

  get view(): FileView | undefined {
    return this.#state?.kind === 'view' ? this.#state.view : undefined;
  }

  /** Reads the file. @param password opens PKCS #12; it is not kept */
  read(password?: string): Promise<FileState> {
    this.#isRead = true;
    return this.#inTurn(() => this.#read(password));
  }

  async part(part: Omit<ViewPart, 'uri'>): Promise<FilePart | null> {
    const server = await this.#server.start();
    return server.ask<FilePart | null>(methods.viewPart, { uri: this.uri.toString(), ...part } satisfies ViewPart);
  }

  dispose(): void {
    this.#hasEnded = true;
    for (const each of this.#watching) each.dispose();
    void this.#forgetOnceRead();
  }

  async #forgetOnceRead(): Promise<void> {
    await this.#reading;
    if (this.#state?.kind === 'view') this.#forget();
  }

  /** What the server knows of the file is not so any more, or nobody wants to know. */
  #forget(): void {
    const { uri } = this;
    void this.#server
      .start()
      .then((server) => server.notify(methods.forgetFile, { uri: uri.toString() }))
      // A server that has gone remembers nothing.
      .catch(() => undefined);
  }

  async #read(password: string | undefined): Promise<FileState> {
    let contents: Uint8Array;
    try {
      const { size } = await workspace.fs.stat(this.uri);
      if (size > largestViewed) return { kind: 'too-large', size, most: largestViewed };
      contents = await workspace.fs.readFile(this.uri);
    } catch (error) {
      return { kind: 'not-read', reason: whyNot(error) };
    }
    if (contents.length > largestViewed) return { kind: 'too-large', size: contents.length, most: largestViewed };
    const server = await this.#server.start();
    const file: ViewFile = {
      uri: this.uri.toString(),
      contents: Buffer.from(contents.buffer, contents.byteOffset, contents.length).toString('base64'),
      ...(password === undefined ? {} : { password }),
    };
    const view = await server.ask<FileView | null>(methods.viewFile, file);
    if (view === null) return { kind: 'too-large', size: contents.length, most: largestViewed };
    return { kind: 'view', view, isText: holdsText(contents) };
  }

  /** Time has passed, another file has changed, or a server has just started and has to be given the file. */
  async #again(): Promise<void> {
    if (this.#hasEnded || !this.#isRead) return;
    await this.#inTurn(async () => {
      // It may have come to be another way since this was asked for.
      if (this.#state?.kind !== 'view') return this.#read(undefined);
      const { isText } = this.#state;
      const server = await this.#server.start();
      const view = await server.ask<FileView | null>(methods.viewAgain, { uri: this.uri.toString() });
      return view === null ? await this.#read(undefined) : { kind: 'view', view, isText };
    });
  }

  #inTurn(read: () => Promise<FileState>): Promise<FileState> {
    const turn = this.#reading.then(async () => {
      const state = await read().catch(failed);
      if (this.#state?.kind === 'view' && state.kind !== 'view') this.#forget();
      this.#state = state;
      const told = JSON.stringify(state.kind === 'view' ? { ...state, view: { ...state.view, now: 0 } } : state);
      if (told !== this.#told && !this.#hasEnded) this.#changed.fire(state);
      this.#told = told;
      return state;
    });
    this.#reading = turn;
    return turn;
  }
}

/** Why a file cannot be read. */
function whyNot(error: unknown): string {
  const code = error instanceof FileSystemError ? error.code : '';
  if (code === 'FileNotFound') return l10n.t('it is not there any more.');
  if (code === 'NoPermissions') return l10n.t('its permissions do not let you.');
  return harmless(error instanceof Error ? error.message : String(error), 300);
}

/** The server could not be started, or has gone: its log says why. */
function failed(): FileState {
  return { kind: 'not-read', reason: l10n.t('the language server does not answer; restart it.') };
}
