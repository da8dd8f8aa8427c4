import { makeLeaf, makeRoot, noon, pkcs8Pem } from '../../../core/src/testing/certificates.ts';
import type { Range } from 'vscode-languageserver';
import { OpenDocument } from '../server/open-document.ts';
import type { Picture } from '../server/picture.ts';
import { Workspace } from '../server/workspace.ts';

export { noon };
export const day = 24 * 3_600_000;
export const pages = 'file:///findings/';

/** Documents that are open, and what is known of them at noon. */
export interface Opened {
  readonly workspace: Workspace;
  readonly picture: Picture;
  /** The first. */
  readonly document: OpenDocument;
  readonly documents: readonly OpenDocument[];
}

/** @param texts by URI; a text alone is `untitled:a` */
export function opened(texts: string | Readonly<Record<string, string>>, now = noon): Opened {
  const workspace = new Workspace();
  const all = typeof texts === 'string' ? { 'untitled:a': texts } : texts;
  const documents = Object.entries(all).map(([uri, text]) => new OpenDocument(uri, text));
  for (const document of documents) workspace.open(document);
  const [document] = documents;
  if (document === undefined) throw new Error('nothing was opened');
  return { workspace, picture: workspace.picture(now), document, documents };
}

/** All of a document. */
export function whole(document: OpenDocument): Range {
  return document.range(document.everything);
}

/** Where a text begins in a document. */
export function placeOf(document: OpenDocument, text: string, further = 0): { line: number; character: number } {
  const at = document.text.indexOf(text);
  if (at < 0) throw new Error('it does not stand there');
  return document.positionAt(at + further);
}

/** A root, a node's certificate for 90 days since yesterday, and its key. */
export async function smallSwarm(): Promise<{
  readonly root: string;
  readonly leaf: string;
  readonly key: string;
  readonly other: string;
}> {
  const [root, other] = [await makeRoot(), await makeRoot()];
  const leaf = await makeLeaf(
    root,
    { nodeId: 'k2f0'.padEnd(25, '0') },
    { notBefore: noon - 9 * day, notAfter: noon + 81 * day },
  );
  return { root: root.pem, leaf: leaf.pem, key: pkcs8Pem(leaf.key), other: other.pem };
}

export const secret = '0tey60uet1m4m2gnodr22ujex';
export const token = `SWMTKN-1-3u87bywrn3xo86tiqf4sgnd5scm4eyqk3lzgtglfjd3kjh7gb8-${secret}`;
