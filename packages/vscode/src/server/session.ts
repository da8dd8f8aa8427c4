import { isDeepStrictEqual } from 'node:util';
import type { LiveSwarm } from '@swarmpki/core/inspect/report';
import { DidChangeConfigurationNotification } from 'vscode-languageserver';
import type { Connection } from 'vscode-languageserver';
import { methods, readSettings, section } from '../shared/protocol.ts';
import type { Client } from './client.ts';
import type { Clock } from './clock.ts';
import { Deadline } from './deadline.ts';
import { diagnostics } from './features/diagnostics.ts';
import { standings } from './features/standings.ts';
import { Files, isWatched, watchedBelow } from './files.ts';
import { pathOf } from './names.ts';
import type { OpenDocument } from './open-document.ts';
import type { Picture } from './picture.ts';
import { Publishing } from './publishing.ts';
import { Settling } from './settling.ts';
import { Viewing } from './viewing.ts';
import { watchFiles } from './watching.ts';
import type { Watching } from './watching.ts';
import { Workspace } from './workspace.ts';

/** What lives while a client is served: its documents, the files beside them, and what is due. */
export class Session {
  readonly workspace = new Workspace();
  readonly settling: Settling;
  readonly viewing: Viewing;
  readonly client: Client;
  /** Where the pages on findings lie: a URI that ends with `/`. */
  readonly findings: string;
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #files = new Files();
  readonly #publishing: Publishing;
  readonly #due: Deadline;
  #watching: Watching | undefined;
  /** Files are read one after the other: what was read last is what is there. */
  #reading: Promise<void> = Promise.resolve();
  /** Something has changed that no edit has. */
  #wantsRefresh = false;
  #hasEnded = false;

  constructor(connection: Connection, client: Client, clock: Clock, findings: string) {
    this.#connection = connection;
    this.client = client;
    this.#clock = clock;
    this.findings = client.findings ?? findings;
    this.#publishing = new Publishing(connection, client);
    this.settling = new Settling(clock, () => this.#settled());
    this.viewing = new Viewing({
      workspace: this.workspace,
      factsOf: (path) => this.#files.factsOf(path),
      picture: () => this.picture(),
      changed: () => this.settling.opened(),
    });
    this.#due = new Deadline(clock, () => this.#refresh());
    this.workspace.settings = readSettings(client.settings);
    this.workspace.followsFiles = client.standings;
  }

  get now(): number {
    return this.#clock.now();
  }

  picture(): Picture {
    return this.workspace.picture(this.now);
  }

  /** Reads settings and files, and goes on watching these. */
  async start(): Promise<void> {
    if (this.client.tellsConfiguration) {
      await this.#connection.client.register(DidChangeConfigurationNotification.type, { section });
    }
    await this.configure();
    this.#watching = await watchFiles(this.#connection, this.client, (path) => void this.fileChanged(path));
    for (const folder of this.client.folders) {
      for (const path of await watchedBelow(folder)) {
        if (this.#hasEnded) return;
        await this.fileChanged(path);
      }
    }
  }

  /** @param pushed settings that the client has sent by itself */
  async configure(pushed?: unknown): Promise<void> {
    const given = this.client.configuration ? await this.#connection.workspace.getConfiguration(section) : pushed;
    if (given === undefined) return;
    this.workspace.settings = readSettings(given);
    this.workspace.touch();
    this.#refresh();
  }

  /** The client has seen something of the swarms that it watches. */
  tell(swarms: readonly LiveSwarm[]): void {
    if (isDeepStrictEqual(swarms, this.workspace.swarms)) return;
    this.workspace.swarms = swarms;
    this.workspace.touch();
    this.#refresh();
  }

  open(document: OpenDocument): void {
    this.workspace.open(document);
    this.settling.opened();
    void this.#learn(document);
  }

  edited(): void {
    this.workspace.touch();
    this.settling.edited();
  }

  /** Its permissions may be others now, or git may have it. */
  async saved(uri: string): Promise<void> {
    const document = this.workspace.document(uri);
    if (document !== undefined) await this.#learn(document);
  }

  async close(uri: string): Promise<void> {
    this.workspace.close(uri);
    this.settling.opened();
    await this.#publishing.forget(uri);
  }

  /** A file has come, has changed or is gone. */
  fileChanged(path: string): Promise<void> {
    const isWanted = isWatched(path) && !this.#hasEnded;
    if (isWanted) this.#reading = this.#reading.then(() => this.#read(path));
    return this.#reading;
  }

  async #read(path: string): Promise<void> {
    const read = await this.#files.read(path);
    if (this.#hasEnded || !this.workspace.setFile(path, read)) return;
    this.#refresh();
  }

  async end(): Promise<void> {
    this.#hasEnded = true;
    this.settling.end();
    this.#due.set(undefined);
    await this.#watching?.close();
  }

  async #learn({ uri, name, length }: OpenDocument): Promise<void> {
    const path = pathOf(uri);
    if (path === undefined || length === 0) return;
    this.workspace.setFacts(name, await this.#files.factsOf(path));
    this.#refresh();
  }

  /** All is worked out again soon, and asked for again then: once for many files. */
  #refresh(): void {
    if (this.#hasEnded) return;
    this.#wantsRefresh = true;
    this.settling.opened();
  }

  #settled(): void {
    if (this.#hasEnded) return;
    const picture = this.picture();
    this.#due.set(picture.until);
    const { documents } = this.workspace;
    // A connection that is closed has nobody to tell.
    this.#publishing.push(documents, ({ name }) => diagnostics(picture, name, this.findings)).catch(() => undefined);
    if (this.client.standings) this.#publishing.tell(standings(picture)).catch(() => undefined);
    if (this.workspace.isViewed) this.#connection.sendNotification(methods.viewsChanged).catch(() => undefined);
    if (this.#wantsRefresh) this.#publishing.refresh();
    this.#wantsRefresh = false;
  }
}
