import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { Problem } from '../../problem.ts';
import { swarmIdentityOf } from '../../inspect/items/swarm-identity.ts';
import { skimCertificate } from '../../inspect/items/skim.ts';
import { addressOf, parseAddress } from '../../wire/address.ts';
import { refused, timedOut, unreachable } from '../../wire/dialing.ts';
import { CA } from '../../wire/gen/swarmkit_pb.ts';
import { ConnectionProblem } from '../../wire/problem.ts';
import { peerChain } from '../../wire/tls/peer-chain.ts';
import { tlsNetwork } from '../../wire/tls-network.ts';
import { X509Problem } from '../../x509/problem.ts';
import { tlsVersions } from './endpoint.ts';
import type { Endpoint, EndpointTls, TlsVersion } from './endpoint.ts';
import { clientCertificateAsked, longestFlight } from './handshake.ts';
import { Overheard } from './overheard.ts';

export interface ReadEndpointOptions {
  readonly signal: AbortSignal;
  /** For each of the connections, of which there are five at most: ms of real time. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 5_000;
/** Somebody who speaks first does so at once: SSH, mail. */
const greetingMs = 700;
/** What is kept of somebody who does not speak TLS, bytes. */
const longestGreeting = 512;

/**
 * Looks at whoever answers at an address that the user has named. Nobody is trusted, no certificate is shown, and nothing is
 * sent but handshakes and, to what shows a manager’s certificate, the question for its root, which any node that joins asks.
 *
 * @param address `host:port`; an IPv6 host stands in brackets
 */
export async function readEndpoint(
  address: string,
  { signal, timeoutMs = defaultTimeoutMs }: ReadEndpointOptions,
): Promise<Endpoint> {
  const nobody = { address, tls: undefined, firstBytes: new Uint8Array(), failure: undefined, root: undefined };
  const dial: Dial = { ...parseAddress(address), signal, timeoutMs };
  const newest = await handshake(dial, { minVersion: 'TLSv1.2' });
  if (newest.kind === 'unreachable') return { ...nobody, unreachable: newest.problem };
  // Who says nothing to one says nothing to another.
  const isMute = newest.kind === 'failed' && newest.problem.code === 'timeout';
  const older: readonly Handshake[] = isMute
    ? []
    : await Promise.all([handshake(dial, only('TLSv1.2')), handshake(dial, only('TLSv1.1'))]);
  const done = [newest, ...older].find((each) => each.kind === 'done');
  if (done === undefined) {
    const failure = newest.kind === 'failed' ? newest.problem : undefined;
    const said = newest.kind === 'failed' ? newest.heard : new Uint8Array();
    const firstBytes = said.length > 0 ? said : await greetingOf(dial);
    return { ...nobody, unreachable: undefined, failure, firstBytes };
  }
  const tls = tlsOf(done, newest, older);
  const root = isManager(tls.chain) ? await rootOf(address, dial) : undefined;
  return { ...nobody, unreachable: undefined, tls, root };
}

interface Dial {
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

interface Done {
  readonly kind: 'done';
  readonly version: string;
  readonly chain: readonly Uint8Array[];
  readonly protocol: string | undefined;
  readonly heard: Uint8Array;
}

type Handshake =
  | Done
  | { readonly kind: 'unreachable'; readonly problem: Problem }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly heard: Uint8Array };

function only(version: TlsVersion): ConnectionOptions {
  // OpenSSL offers versions that are not thought safe any more at its lowest level alone.
  const old = version === 'TLSv1.1' ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {};
  return { minVersion: version, maxVersion: version, ...old };
}

function tlsOf(done: Done, newest: Handshake, [second, first]: readonly Handshake[]): EndpointTls {
  return {
    chain: done.chain,
    protocol: done.protocol,
    versions: {
      'TLSv1.1': isTaken(first),
      'TLSv1.2': isTaken(second),
      'TLSv1.3': newest.kind === 'done' && newest.version === tlsVersions[2],
    },
    clientCertificate: second?.kind === 'done' ? clientCertificateAsked(second.heard) : undefined,
  };
}

/** @returns `undefined` where the handshake came to nothing without a word of the other end: this side may not know the version */
function isTaken(outcome: Handshake | undefined): boolean | undefined {
  if (outcome?.kind === 'done') return true;
  return outcome?.kind === 'failed' && (outcome.heard.length > 0 || outcome.problem.code === 'closed')
    ? false
    : undefined;
}

/** One handshake, and the connection is cut off. */
async function handshake(dial: Dial, options: ConnectionOptions): Promise<Handshake> {
  let socket: Socket;
  try {
    socket = await tcp(dial);
  } catch (error) {
    if (error instanceof ConnectionProblem) return { kind: 'unreachable', problem: error };
    throw error;
  }
  const overheard = new Overheard(socket, longestFlight);
  const tls = connectTls({
    socket: overheard,
    servername: '',
    ALPNProtocols: ['h2', 'http/1.1'],
    // Who it is is looked at, and nothing is sent to it.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    ...options,
  });
  try {
    await secured(tls, dial);
    const protocol = typeof tls.alpnProtocol === 'string' && tls.alpnProtocol !== '' ? tls.alpnProtocol : undefined;
    return {
      kind: 'done',
      version: tls.getProtocol() ?? '',
      chain: peerChain(tls),
      protocol,
      heard: overheard.heard,
    };
  } catch (error) {
    dial.signal.throwIfAborted();
    const problem = handshakeProblem(error);
    if (problem === undefined) throw error;
    return { kind: 'failed', problem, heard: overheard.heard.subarray(0, longestGreeting) };
  } finally {
    tls.destroy();
    overheard.destroy();
  }
}

/** In OpenSSL’s words, without where in its source they stand. @returns `undefined` for what no connection is to blame for */
function handshakeProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error && 'code' in error) || error instanceof TypeError || error instanceof RangeError) {
    return undefined;
  }
  const reason = 'reason' in error ? error.reason : undefined;
  return new ConnectionProblem('handshake', typeof reason === 'string' ? reason : error.message);
}

function secured(tls: TLSSocket, dial: Dial): Promise<void> {
  return settled(dial, (resolve, reject) => {
    tls
      .once('secureConnect', resolve)
      .on('error', reject)
      .once('close', () => reject(new ConnectionProblem('closed', 'it closed the connection during the handshake')));
  });
}

/** @throws {ConnectionProblem} */
function tcp({ host, port, ...dial }: Dial): Promise<Socket> {
  const address = addressOf(host, port);
  const socket = connectTcp({ host, port });
  return settled<Socket>({ host, port, ...dial }, (resolve, reject) => {
    socket
      .once('connect', () => resolve(socket))
      .on('error', (error: NodeJS.ErrnoException) => {
        reject(
          error.code === 'ECONNREFUSED'
            ? refused(address, undefined, error)
            : unreachable(address, error.message, error),
        );
      });
  }).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
}

/** Waits for something of a connection, no longer than it may take. */
async function settled<Value = void>(
  { host, port, timeoutMs, signal }: Dial,
  begin: (resolve: (value: Value) => void, reject: (error: unknown) => void) => void,
): Promise<Value> {
  const ending = new AbortController();
  try {
    return await new Promise<Value>((resolve, reject) => {
      const timer = setTimeout(() => reject(timedOut(addressOf(host, port), timeoutMs)), timeoutMs);
      ending.signal.addEventListener('abort', () => clearTimeout(timer));
      signal.addEventListener('abort', () => reject(signal.reason), { signal: ending.signal });
      signal.throwIfAborted();
      begin(resolve, reject);
    });
  } finally {
    ending.abort();
  }
}

/** What somebody says who waits for nothing. */
async function greetingOf(dial: Dial): Promise<Uint8Array> {
  try {
    const socket = await tcp(dial);
    try {
      return await settled<Uint8Array>(
        { ...dial, timeoutMs: Math.min(greetingMs, dial.timeoutMs) },
        (resolve, reject) => {
          socket.once('data', (piece: Buffer) => resolve(piece.subarray(0, longestGreeting))).once('close', reject);
        },
      );
    } finally {
      socket.destroy();
    }
  } catch (error) {
    dial.signal.throwIfAborted();
    if (error instanceof ConnectionProblem || error === false) return new Uint8Array();
    throw error;
  }
}

function isManager([leaf]: readonly Uint8Array[]): boolean {
  if (leaf === undefined) return false;
  try {
    return swarmIdentityOf(skimCertificate(leaf))?.role === 'manager';
  } catch (error) {
    if (error instanceof X509Problem) return false;
    throw error;
  }
}

/** Asks for the root, as a node does that is about to join (docs/protocol.md §2.3). */
async function rootOf(address: string, { signal, timeoutMs }: Dial): Promise<Endpoint['root']> {
  try {
    const { channel } = await tlsNetwork.connect({ address, checkServer: () => undefined, timeoutMs, signal });
    try {
      const { certificate } = await channel.unary(CA.method.getRootCACertificate, {}, { timeoutMs, signal });
      return { pem: Buffer.from(certificate).toString('latin1') };
    } finally {
      channel.destroy();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Problem) return error;
    throw error;
  }
}
