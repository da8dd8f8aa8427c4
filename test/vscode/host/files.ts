import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Uri, workspace } from 'vscode';
import type { Position, TextDocument } from 'vscode';

/** A file of the workspace. */
export function fileUri(name: string): Uri {
  const [folder] = workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('there is no workspace');
  return Uri.joinPath(folder.uri, name);
}

export function openFile(name: string): Promise<TextDocument> {
  return Promise.resolve(workspace.openTextDocument(fileUri(name)));
}

/** Where a text begins in a document. */
export function placeOf(document: TextDocument, text: string): Position {
  const at = document.getText().indexOf(text);
  if (at < 0) throw new Error('it does not stand there');
  return document.positionAt(at);
}

/** What somebody reads of markdown in which nothing is more than text: of its escapes what they stand for. */
export function plainOf(markdown: string): string {
  return markdown.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}

/** A process that the extension host has started. */
export interface Child {
  readonly pid: number;
  /** Since the machine has started, s; exact to a hundredth. */
  readonly startedAt: number;
}

const ticksPerSecond = 100;

/** The language servers that this extension host has started and that have not ended. */
export function languageServers(): readonly Child[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dist/server.cjs')) return [];
      // What comes behind the name: state, parent, and at the 20th place the start.
      const facts = readFileSync(join('/proc', pid, 'stat'), 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      if (Number(facts[1]) !== process.pid) return [];
      return [{ pid: Number(pid), startedAt: Number(facts[19]) / ticksPerSecond }];
    } catch (error) {
      // It has ended meanwhile.
      if (/ENOENT|ESRCH/.test(String(error))) return [];
      throw error;
    }
  });
}

/** Since the machine has started, s. */
export function uptime(): number {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
}
