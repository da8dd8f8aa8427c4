import type { Problem } from '../../problem.ts';

/** Who answers at an address, as it showed itself to somebody who trusts nobody and sends nothing. */
export interface Endpoint {
  /** `host:port` */
  readonly address: string;
  /** Why there is no connection at all. */
  readonly unreachable: Problem | undefined;
  /** What TLS is spoken; `undefined` where none is. */
  readonly tls: EndpointTls | undefined;
  /** What it said in place of TLS, if it said something: the first bytes. */
  readonly firstBytes: Uint8Array;
  /** Why TLS came to nothing. */
  readonly failure: Problem | undefined;
  /** The root of the swarm, as a manager tells it to whoever asks; `undefined` where nobody was asked. */
  readonly root: { readonly pem: string } | Problem | undefined;
}

/** What TLS an endpoint speaks. */
export interface EndpointTls {
  /** Of each version whether it is taken; `undefined` where that was not to be seen. */
  readonly versions: Readonly<Record<TlsVersion, boolean | undefined>>;
  /** DER, as they were sent, leaf first. */
  readonly chain: readonly Uint8Array[];
  /** What was chosen of `h2` and `http/1.1`; `undefined` for none. */
  readonly protocol: string | undefined;
  /** Whether it asks for a client’s certificate; `undefined` where TLS 1.2 is not taken, by which alone it can be seen. */
  readonly clientCertificate: ClientCertificateRequest | 'not-asked' | undefined;
}

/** Versions that are tried. Anything older is no different from TLS 1.1. */
export const tlsVersions = ['TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof tlsVersions)[number];

/** A client’s certificate is asked for (RFC 5246 §7.4.4). */
export interface ClientCertificateRequest {
  /** Names of CAs from which it would take one, DER each; empty where it names none. */
  readonly authorities: readonly Uint8Array[];
}
