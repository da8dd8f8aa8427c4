import { ClientProblem } from './problem.ts';

/** Where an engine listens. */
export type EngineAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'ssh'; readonly host: string; readonly user?: string; readonly port?: number };

/** Where Docker's own engine listens unless told otherwise. */
const dockerSocket = '/var/run/docker.sock';
const plainPort = 2375;
const tlsPort = 2376;
/** What the system takes as the path of a socket, bytes. */
const longestSocketPath = 107;
const longestAddress = 4096;

/**
 * Reads the address of an engine as Docker does (docs/protocol.md §11.7): `unix://`, `tcp://`, `ssh://`, or `host:port`.
 * What is left out is Docker's default.
 *
 * @param usesTls decides on the default port
 * @throws {ClientProblem} `bad-address`
 */
export function parseEngineAddress(text: string, usesTls: boolean): EngineAddress {
  const address = text.trim();
  if (address.length > longestAddress) throw malformed('an address of more than 4096 characters');
  if (address === '') return usesTls ? { kind: 'tcp', host: 'localhost', port: tlsPort } : unixAddress('');
  const [, scheme = 'tcp', rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/s.exec(address) ?? [];
  switch (scheme) {
    case 'unix':
      return unixAddress(rest);
    case 'tcp':
      return tcpAddress(rest, address, usesTls ? tlsPort : plainPort);
    case 'ssh':
      return sshAddress(rest, address);
    case 'npipe':
      throw malformed('named pipes of Windows are not spoken here', 'Let the engine listen at tcp://127.0.0.1:2375.');
    default:
      throw malformed(`invalid bind address format: ${shown(address)}`);
  }
}

/** An address as people write it. */
export function formatEngineAddress(address: EngineAddress): string {
  if (address.kind === 'unix') return `unix://${address.path}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const user = address.kind === 'ssh' && address.user !== undefined ? `${address.user}@` : '';
  return `${address.kind}://${user}${host}${address.port === undefined ? '' : `:${address.port}`}`;
}

function unixAddress(rest: string): EngineAddress {
  const path = rest === '' ? dockerSocket : rest;
  if (path.includes('://') || path.includes('\0')) throw malformed(`invalid bind address format: ${shown(path)}`);
  if (Buffer.byteLength(path) > longestSocketPath) {
    throw malformed(
      `the path of the socket has ${Buffer.byteLength(path)} bytes, and the system takes ${longestSocketPath}`,
      'Let the engine listen at a shorter path, or make a link to its directory.',
    );
  }
  return { kind: 'unix', path };
}

function tcpAddress(rest: string, whole: string, defaultPort: number): EngineAddress {
  if (rest.startsWith('/'))
    throw malformed(`invalid bind address format: ${shown(whole)}`, `Is unix://${shown(rest)} meant?`);
  // A scheme of its own, since URLs of known ones drop their default port.
  const url = readUrl(rest.startsWith(':') || rest === '' ? `tcp://localhost${rest}` : `tcp://${rest}`, whole);
  if (url.username !== '' || url.password !== '') throw malformed('an engine at tcp:// knows no users');
  return { kind: 'tcp', host: hostOf(url, whole), port: url.port === '' ? defaultPort : Number(url.port) };
}

/** What becomes arguments of `ssh` may not look like its options (Docker's `connhelper`). */
function sshAddress(rest: string, whole: string): EngineAddress {
  if (rest === '') throw malformed('invalid SSH URL: no host specified');
  const url = readUrl(`ssh://${rest}`, whole);
  if (url.password !== '') {
    throw malformed('invalid SSH URL: plain-text password is not supported', 'Let ssh know the host by a key.');
  }
  const user = decoded(url.username);
  if (user !== '' && !/^[\w.@+][\w.@+\\-]*$/.test(user)) {
    throw malformed('invalid SSH URL: remote username contains invalid characters');
  }
  return {
    kind: 'ssh',
    host: hostOf(url, whole),
    ...(user !== '' && { user }),
    ...(url.port !== '' && { port: Number(url.port) }),
  };
}

function readUrl(text: string, whole: string): URL {
  const url = URL.parse(text);
  if (url === null || url.port === '0') throw malformed(`invalid bind address format: ${shown(whole)}`);
  if (url.search !== '' || url.hash !== '') throw malformed('query parameters are not allowed in an address');
  if (url.pathname !== '' && url.pathname !== '/') throw malformed('there may be no path behind the host and its port');
  return url;
}

function hostOf(url: URL, whole: string): string {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!/^[\w.:][\w.:-]*$/.test(host)) throw malformed(`invalid bind address format: ${shown(whole)}`);
  return host;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not what can be decoded: then neither what is allowed.
    return text;
  }
}

/** Without a password, should there be one. */
function shown(text: string): string {
  return text.replace(/^([a-z]*:?\/\/)?[^/]*@/, '$1…@').slice(0, 200);
}

function malformed(
  message: string,
  next = 'Give one of these forms; without a port Docker’s own is taken.',
): ClientProblem {
  return new ClientProblem('bad-address', message, {
    expected: 'unix:///path/of/the.sock, tcp://host:port, ssh://user@host, or host:port',
    next,
  });
}
