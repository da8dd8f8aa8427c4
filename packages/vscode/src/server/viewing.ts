import type { Source } from '@swarmpki/core/inspect/report';
import type { FilePart, FileView } from '../shared/file-view.ts';
import { largestViewed } from '../shared/protocol.ts';
import type { ViewFile, ViewPart } from '../shared/protocol.ts';
import { filePart, pemOf } from './features/file-part.ts';
import { fileView } from './features/file-view.ts';
import { nameOf, pathOf } from './names.ts';
import type { Picture } from './picture.ts';
import { readViewedFile } from './viewed-file.ts';
import type { Workspace } from './workspace.ts';

/** What viewing files has to do with all else. */
interface ViewingOptions {
  readonly workspace: Workspace;
  readonly picture: () => Picture;
  /** What is known of a file of this machine, beside its contents. */
  readonly factsOf: (path: string) => Promise<Source['file']>;
  /** Something is viewed, or is not any more. */
  readonly changed: () => void;
}

/** Files that are no text, and that somebody looks at. */
export class Viewing {
  readonly #options: ViewingOptions;

  constructor(options: ViewingOptions) {
    this.#options = options;
  }

  /** Reads a file anew. @returns nothing for one that is too large */
  async view({ uri, contents, password }: ViewFile): Promise<FileView | undefined> {
    const bytes = Buffer.from(contents, 'base64');
    if (bytes.length > largestViewed) return undefined;
    const { workspace, factsOf, changed } = this.#options;
    const path = pathOf(uri);
    const file = path === undefined ? undefined : await factsOf(path);
    workspace.setViewed(uri, await readViewedFile(nameOf(uri), bytes, password, file));
    changed();
    return await this.again(uri);
  }

  /** What a file looks like now. @returns nothing for one that nobody looks at */
  async again(uri: string): Promise<FileView | undefined> {
    const { workspace, picture } = this.#options;
    const file = workspace.viewed(uri);
    return file && (await fileView(picture(), { uri, name: nameOf(uri) }, file));
  }

  /** More of a file. @returns nothing for what is not there, or not shown */
  async part({ uri, index, part }: ViewPart): Promise<FilePart | undefined> {
    const { workspace, picture } = this.#options;
    if (workspace.viewed(uri) === undefined) return undefined;
    const { report, bySource } = picture();
    const items = (bySource.get(nameOf(uri)) ?? []).flatMap((at) => report.items[at] ?? []);
    if (index === undefined) return part === 'pem' ? await pemOf(items, report.now) : undefined;
    const item = items[index];
    if (item === undefined) return undefined;
    // Of a bundle, that is what it holds.
    if (part === 'pem') return await pemOf(item.kind === 'pkcs7' ? items : [item], report.now);
    return await filePart(part, item, report.now);
  }

  forget(uri: string): void {
    this.#options.workspace.setViewed(uri, undefined);
    this.#options.changed();
  }
}
