import { isIP, isIPv4 } from 'node:net';
import { answer } from '../ca/cfssl/server.ts';
import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { serveHttps } from '../wire/https/server.ts';
import { ConnectionProblem } from '../wire/problem.ts';
import { readCertificates } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { serialNumberFrom } from '../x509/leaf.ts';
import { X509Problem } from '../x509/problem.ts';
import { oneLine, requestLine } from './log.ts';
import { readSigner } from './own-root.ts';
import type { RootMaterial } from './own-root.ts';
import { ExternalCaProblem } from './problem.ts';
import { serverMaterial } from './server-material.ts';

export interface ServeOptions {
  readonly root: RootMaterial;
  /** Where managers reach it, and what its certificate is for: a name, or an IP address. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Whether it may listen where other machines reach it. */
  readonly allowRemote: boolean;
  /** How long a node's certificate is valid, ms. */
  readonly expiry: number;
  /** The one swarm whose managers are heard, by its id; any whose certificates lead to a root, where it is left out. */
  readonly organization: string | undefined;
  /** Roots whose managers are heard beside its own, PEM: while a rotation to it begins, theirs is the one before. */
  readonly trusted: readonly string[];
  /** Asked for what else is to be trusted when somebody comes whose certificate leads to no root; PEM. */
  readonly askAnew?: (() => Promise<string>) | undefined;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Hears what was asked by whom and what became of it, and who was turned away before he could ask: in one line each. */
  readonly log: (line: string) => void;
  /** Hears of faults of its own. */
  readonly onError: (error: unknown) => void;
}

/** An external CA that serves. */
export interface RunningCa extends AsyncDisposable {
  /** What a swarm is told of it. */
  readonly url: string;
}

/** Where cfssl itself answers. */
const path = '/api/v1/cfssl/sign';

/**
 * Serves as the external CA of a swarm (docs/protocol.md §9): signs for its nodes, and vouches for new roots.
 *
 * @throws {ExternalCaProblem} `not-loopback`, `bad-root`; and what the system says, `EADDRINUSE` for one
 */
export async function serveExternalCa(options: ServeOptions): Promise<RunningCa> {
  const { root, host, port, expiry, organization, clock, entropy, log, onError } = options;
  checkHost(options);
  const issuer = readSigner(root, clock.now());
  const trust = new Trust([issuer.certificate, ...options.trusted.flatMap(readCertificates)], options);
  const listener = await serveHttps({
    host,
    port,
    material: await serverMaterial(issuer, host, { now: clock.now(), entropy }),
    roots: () => trust.roots,
    now: () => clock.now(),
    handle: async ({ method, body }, client) => {
      if (method !== 'POST') return { status: 405, body: '' };
      const occasion = { now: clock.now(), serialNumber: serialNumberFrom(entropy.bytes(20)) };
      const answered = await answer(body, client, { issuer, expiry, signsCas: true, organization }, occasion);
      log(requestLine(client, answered.outcome));
      return answered;
    },
    onRefused: ({ remote, error }) => {
      log(isGone(error) ? `${remote} looked whether it is there` : oneLine(`turned away ${remote}: ${error.message}`));
      if (error instanceof X509Problem && error.code === 'unknown-authority') trust.askAnew();
    },
    onError,
  });
  const authority = isIP(host) === 6 ? `[${host}]` : host;
  return { url: `https://${authority}:${listener.port}${path}`, [Symbol.asyncDispose]: () => listener.close() };
}

/** So a manager does before it relies on a CA: it asks for nothing (docs/protocol.md §8.3). */
function isGone(error: Error): boolean {
  return error instanceof ConnectionProblem && error.code === 'closed';
}

/** Whose managers are heard. A manager that was turned away comes again within ten seconds (docs/protocol.md §9.4). */
class Trust {
  roots: readonly Certificate[];
  readonly #options: Pick<ServeOptions, 'askAnew' | 'onError'>;
  #isAsking = false;

  constructor(roots: readonly Certificate[], options: Pick<ServeOptions, 'askAnew' | 'onError'>) {
    this.roots = roots;
    this.#options = options;
  }

  /** One question at a time, however many come. */
  askAnew(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const { askAnew, onError } = this.#options;
    try {
      if (askAnew !== undefined) this.#learn(readCertificates(await askAnew()));
    } catch (error) {
      onError(error);
    } finally {
      this.#isAsking = false;
    }
  }

  #learn(roots: readonly Certificate[]): void {
    const known = new Set(this.roots.map(({ der }) => Buffer.from(der).toString('latin1')));
    this.roots = [...this.roots, ...roots.filter(({ der }) => !known.has(Buffer.from(der).toString('latin1')))];
  }
}

/** @throws {ExternalCaProblem} `not-loopback` */
function checkHost({ host, allowRemote }: ServeOptions): void {
  const isUnspecified = host === '' || host === '0.0.0.0' || host === '::';
  const isLoopback = host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
  if (isLoopback || (allowRemote && !isUnspecified)) return;
  const next = isUnspecified
    ? 'Name the address or the name by which managers reach it: its certificate is made out for that.'
    : 'Use 127.0.0.1; or give --allow-remote, if other machines are to reach it.';
  throw new ExternalCaProblem('not-loopback', `an external CA does not listen on ${host || 'every address'}`, {
    expected: 'a loopback address, 127.0.0.0/8',
    next,
  });
}
