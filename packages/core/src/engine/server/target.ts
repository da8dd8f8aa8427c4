import { EngineRefusal } from '../shapes/refused.ts';

/** What a request's line names. */
export interface Target {
  /** Of the API, if the path begins with one: `1.41` for `/v1.41/nodes`. */
  readonly version: string | undefined;
  /** Of the path after the version, decoded: none is empty, `.` or `..`. `undefined` for a path that cannot be. */
  readonly segments: readonly string[] | undefined;
  readonly query: URLSearchParams;
}

/** Reads `/v1.41/nodes/a%20b?force=1`. @throws {EngineRefusal} for what Go cannot decode */
export function readTarget(url: string): Target {
  const [wrong] = /%(?![\da-f]{2}).{0,2}/i.exec(url) ?? [];
  if (wrong !== undefined) throw new EngineRefusal(400, `invalid URL escape ${JSON.stringify(wrong)}`);
  const start = url.indexOf('?');
  const query = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  // Decoded as a whole: to Docker an escaped slash is a slash.
  const [root, ...segments] = decode(start < 0 ? url : url.slice(0, start)).split('/');
  // Docker redirects such a path to a clean one; nobody who means well sends it.
  const cannotBe = root !== '' || segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  if (cannotBe) return { version: undefined, segments: undefined, query };
  const version = /^v([\d.]+)$/.exec(segments[0] ?? '')?.[1];
  return { version, segments: version === undefined ? segments : segments.slice(1), query };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw new EngineRefusal(400, 'the path is not UTF-8', { cause });
  }
}
