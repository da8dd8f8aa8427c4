import { once } from 'node:events';
import { connect as connectTcp, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { keyPem } from '../keyfile/node-key.ts';
import { listen } from '../wire/tls/listen.ts';
import type { RefusedConnection } from '../wire/network.ts';
import type { TlsMaterial } from '../wire/shown-identity.ts';
import type { Listener, TlsListenOptions } from '../wire/tls/listen.ts';
import { makeAuthority, makeLeaf, makeRoot } from './certificates.ts';
import type { Authority, Wishes } from './certificates.ts';

/** What a connection shows: a leaf, then more. @param more PEM */
export function materialOf(leaf: Authority, ...more: readonly string[]): TlsMaterial {
  return { certificatePem: leaf.pem + more.join(''), keyPem: keyPem(leaf.key) };
}

/** What a connection shows: these certificates, and the key of the first. */
export function materialOfChain([leaf, ...others]: Chain): TlsMaterial {
  return materialOf(leaf, ...others.map(({ pem }) => pem));
}

/** A manager's certificate from a root of its own. */
export async function makeMaterial(wishes: Wishes = {}): Promise<TlsMaterial> {
  return materialOf(await makeLeaf(await makeRoot(), { role: 'manager' }, wishes));
}

export type Chain = readonly [Authority, ...Authority[]];

/** A leaf and what follows it: as many certificates as wished for, in no order that leads anywhere. */
export async function makeLongChain(length: number): Promise<Chain> {
  const root = await makeRoot();
  const others = await Promise.all(
    Array.from({ length: length - 1 }, (_, index) => makeAuthority({ subject: `other ${index}` })),
  );
  return [await makeLeaf(root), ...others];
}

/** A TLS port of ours that notes what it takes in and what it turns away. */
export interface TlsServer extends AsyncDisposable {
  readonly listener: Listener;
  readonly port: number;
  /** The chains that clients showed, DER each, in the order of their connections. */
  readonly chains: (readonly Uint8Array[])[];
  readonly sockets: TLSSocket[];
  /** The next connection that was refused and not asked for yet. */
  refused(): Promise<RefusedConnection>;
  /** The next connection that was taken and not asked for yet. */
  accepted(): Promise<TLSSocket>;
}

export async function serveTls(options: Partial<TlsListenOptions<undefined>> = {}): Promise<TlsServer> {
  const chains: (readonly Uint8Array[])[] = [];
  const sockets: TLSSocket[] = [];
  const refusals = new Queue<RefusedConnection>();
  const connections = new Queue<TLSSocket>();
  const listener = await listen<undefined>({
    host: '127.0.0.1',
    port: 0,
    material: options.material ?? (await makeMaterial()),
    checkClient: (chain) => {
      chains.push(chain);
      return undefined;
    },
    onConnection: (socket) => {
      sockets.push(socket.on('error', () => undefined));
      connections.put(socket);
    },
    onRefused: (refused) => refusals.put(refused),
    ...options,
  });
  return {
    listener,
    port: listener.port,
    chains,
    sockets,
    refused: () => refusals.take(),
    accepted: () => connections.take(),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await listener.close();
    },
  };
}

/** A client that is not ours: trusts everybody, and does as it is told. Nothing of what it gets is lost. */
export function dialTls(port: number, options: ConnectionOptions = {}): TLSSocket {
  return connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options }).on('error', () => undefined);
}

/** A TCP connection without anything on it. */
export async function dialTcp(port: number): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1')
    .on('error', () => undefined)
    .resume();
  await once(socket, 'connect');
  return socket;
}

/** Waits for the end of a connection, however it comes. To be called before whatever ends it. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** A port that passes everything on to another one, and keeps a copy of what came back. */
export async function eavesdrop(
  port: number,
): Promise<{ readonly port: number; readonly heard: () => Buffer } & AsyncDisposable> {
  const heard: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const target = connectTcp(port, '127.0.0.1');
    target.on('data', (chunk) => heard.push(chunk));
    client.pipe(target).pipe(client);
    for (const socket of [client, target]) sockets.add(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard: () => Buffer.concat(heard),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** What happened, for whoever asks for it, before or after. */
class Queue<Item> {
  readonly #items: Item[] = [];
  readonly #takers: ((item: Item) => void)[] = [];

  put(item: Item): void {
    const taker = this.#takers.shift();
    if (taker) taker(item);
    else this.#items.push(item);
  }

  take(): Promise<Item> {
    const item = this.#items.shift();
    return item === undefined ? new Promise((resolve) => this.#takers.push(resolve)) : Promise.resolve(item);
  }
}
