import { isIP } from 'node:net';
import { ConnectionProblem } from '../problem.ts';
import type { ExpectedServer } from '../dialing.ts';

/** Where an HTTPS server is, taken from its URL. */
export interface HttpsAddress {
  /** A name or an IP address, without brackets: what is dialled, and what its certificate has to carry. */
  readonly host: string;
  readonly port: number;
  /** For SNI, which knows no IP addresses. */
  readonly serverName?: string;
}

const httpsPort = 443;

/** Whom HTTPS clients of a swarm look for. */
export const externalCa: ExpectedServer = {
  who: 'an external CA',
  next: 'Check the URL of the external CA, and its log.',
};

/**
 * Takes a URL apart. Nothing but HTTPS is spoken here: what an external CA answers becomes a certificate.
 *
 * @throws {ConnectionProblem} `invalid-url`, in the words of Docker
 */
export function httpsAddress(url: URL): HttpsAddress {
  if (url.protocol !== 'https:') {
    throw new ConnectionProblem('invalid-url', 'invalid HTTP scheme', {
      expected: 'a URL that begins with https://',
      next: 'Give the external CA a certificate of its root, and let it speak HTTPS.',
    });
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? httpsPort : Number(url.port);
  return { host, port, ...(isIP(host) === 0 && { serverName: host }) };
}

/** Reads a URL. @throws {ConnectionProblem} `invalid-url` */
export function readUrl(text: string): URL {
  const url = URL.parse(text);
  if (url !== null) return url;
  throw new ConnectionProblem('invalid-url', 'the URL of the external CA cannot be read', {
    expected: 'a URL such as https://ca.example:8888/api/v1/cfssl/sign',
  });
}
