import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { addressOf, parseAddress } from '../../wire/address.ts';
import { isLoopback } from '../checks.ts';
import { badParameter, echoed, quoted } from './refusals.ts';

/** Where managers listen unless told otherwise. */
const swarmPort = 2377;
const loopback = '127.0.0.1';

/** Where a lab's first manager is to listen, as it was asked for: `host`, or `host:port`. */
export interface ListenWish {
  readonly listenAddr: string;
  /** Empty for the same. */
  readonly advertiseAddr: string;
}

/** Where it does. */
export interface Listening {
  /** An IP address. */
  readonly host: string;
  readonly port: number;
  /** What of it is otherwise than was asked for: sentences. */
  readonly warnings: readonly string[];
}

/**
 * Where a lab listens. Nobody but this machine is to reach it: of all addresses it takes 127.0.0.1 and says so, and any
 * other that is no loopback address is refused, unless others are allowed.
 *
 * @throws {EngineRefusal} 400
 */
export function listeningOf({ listenAddr, advertiseAddr }: ListenWish, allowRemote: boolean): Listening {
  const listen = hostAndPort(addressFrom(listenAddr, 'ListenAddr'), wrongListenAddress);
  const advertised = advertiseAddr === '' ? undefined : hostAndPort(advertiseAddr, wrongAdvertiseAddress, listen.port);
  if (advertised !== undefined && isUnspecified(advertised.host)) throw badParameter(wrongAdvertiseAddress);
  const isOpen = isUnspecified(listen.host);
  const host = isOpen ? (advertised?.host ?? loopback) : listen.host;
  if (!allowRemote && !isLoopback(host)) {
    throw badParameter(
      `a lab listens on loopback addresses alone, so that nobody else reaches it, and ${host} is none. ` +
        'Use an address of 127.0.0.0/8, or have the lab hosted by `swarmpki serve --allow-remote`.',
    );
  }
  const listening = { host, port: listen.port };
  if (advertised !== undefined && (advertised.host !== host || advertised.port !== listen.port)) {
    throw badParameter(
      `a lab is reached where it listens: ${addressOf(advertised.host, advertised.port)} cannot be advertised ` +
        `for ${addressOf(host, listen.port)}. Give both the same address.`,
    );
  }
  return { ...listening, warnings: isOpen && advertised === undefined ? [narrowed(listenAddr)] : [] };
}

function narrowed(listenAddr: string): string {
  return `WARNING: The lab listens on ${loopback} and not on ${echoed(listenAddr)}, so that nobody else reaches it`;
}

/**
 * Where another manager listens.
 *
 * @returns `host:port`
 * @throws {EngineRefusal} 400
 */
export function remoteAddress(given: string): string {
  const { host, port } = split(addressFrom(given, 'remoteAddr'), swarmPort);
  return addressOf(host, port);
}

/** @throws {EngineRefusal} 400 for none */
export function addressFrom(given: string, field: 'ListenAddr' | 'remoteAddr'): string {
  if (given === '') throw badParameter(`invalid ${field} "": invalid empty address`);
  return given;
}

const wrongListenAddress = 'listen address must be an IP address or network interface (with optional port number)';
const wrongAdvertiseAddress =
  'advertise address must be a non-zero IP address or network interface (with optional port number)';

function hostAndPort(
  given: string,
  wrong: string,
  defaultPort = swarmPort,
): { readonly host: string; readonly port: number } {
  const { host, port } = split(given, defaultPort);
  const address = isIP(host) > 0 ? host : addressOfInterface(host);
  if (address === undefined) throw badParameter(wrong);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw badParameter(`the port of ${quoted(given)} is no number from 0 to 65535`);
  }
  return { host: address, port };
}

function split(given: string, defaultPort: number): { readonly host: string; readonly port: number } {
  const isBare = isIP(given.replace(/^\[|\]$/g, '')) > 0 || !given.includes(':');
  return isBare ? { host: given.replace(/^\[|\]$/g, ''), port: defaultPort } : parseAddress(given);
}

function addressOfInterface(name: string): string | undefined {
  const addresses = Object.entries(networkInterfaces()).find(([known]) => known === name)?.[1] ?? [];
  return addresses.find(({ family }) => family === 'IPv4')?.address;
}

function isUnspecified(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
