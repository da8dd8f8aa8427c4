import type { Uri } from 'vscode';

/** The name of a file, as whoever made it has written it. */
export function fileNameOf({ path }: Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
