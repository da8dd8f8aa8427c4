import type { EngineAddress } from './address.ts';

/** An engine, and how one gets to it. */
export interface Endpoint {
  readonly address: EngineAddress;
  /** What people call it; left out, its address. */
  readonly name?: string | undefined;
  /** Of `tcp` alone; left out, it is spoken in the open. */
  readonly tls?: TlsFiles | undefined;
}

/** With what TLS is spoken. Paths of PEM files, which are read anew for each connection: certificates are renewed. */
export interface TlsFiles {
  /** Whom to trust; left out, whom Node trusts. */
  readonly ca?: string | undefined;
  /** Shown to the engine. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Takes whoever answers for the engine, as Docker's `SkipTLSVerify` does. */
  readonly skipVerify?: boolean | undefined;
  /** The name that the engine's certificate has to carry; left out, the host of the address. */
  readonly serverName?: string | undefined;
}

/** The variables of a process, by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;
