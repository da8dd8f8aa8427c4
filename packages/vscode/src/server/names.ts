import { fileURLToPath, pathToFileURL } from 'node:url';

/** How people know a document: files by their path, others by their URI. */
export function nameOf(uri: string): string {
  return pathOf(uri) ?? uri;
}

/** The path of a file on this machine; `undefined` for whatever else a URI names. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}
