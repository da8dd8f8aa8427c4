import { acceptRoot } from '../../packages/core/src/node/accept-root.ts';
import { loadIdentity } from '../../packages/core/src/wire/identity.ts';
import { roleOf } from '../../packages/core/src/x509/identity.ts';
import { identifyClient, identifyServer } from '../../packages/core/src/wire/peer.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import type { Caller } from '../../packages/core/src/swarm/authorise.ts';
import type { IssuerInfo } from '../../packages/core/src/swarm/state.ts';
import { validateChain } from '../../packages/core/src/x509/chain.ts';
import { X509Problem } from '../../packages/core/src/x509/problem.ts';
import { managerServerName } from '../../packages/core/src/x509/profile.ts';
import type { Role } from '../../packages/core/src/x509/profile.ts';
import { SignatureMemory } from '../../packages/core/src/x509/signature-memory.ts';
import { readTrustBundle } from '../../packages/core/src/x509/trust-bundle.ts';
import { verifyChain } from '../../packages/core/src/x509/verify.ts';
import { Problem } from '../../packages/core/src/problem.ts';
import { idOf } from './ids.ts';
import type { Pool } from './pool.ts';

/** Who a certificate says that somebody is. */
export interface Identity extends Caller {
  readonly role: Role;
  /** Who signed it, as the node reports it. */
  readonly issuer: IssuerInfo;
}

/** What a judgement comes to: its result, or the code of the problem. */
export type Judged<Result> = { readonly result: Result } | { readonly problem: string };

/** Takes the same time for the same question however often it is asked. Everything it depends on is in the question. */
function remembering<Arguments extends readonly (string | number)[], Result>(
  judge: (...question: Arguments) => Result,
): (...question: Arguments) => Judged<Result> {
  const known = new Map<string, Judged<Result>>();
  return (...question) => {
    const name = question.map((part) => (typeof part === 'string' ? idOf(part) : part)).join('|');
    const before = known.get(name);
    if (before !== undefined) return before;
    const judged = attempt(() => judge(...question));
    known.set(name, judged);
    return judged;
  };
}

function attempt<Result>(judge: () => Result): Judged<Result> {
  try {
    return { result: judge() };
  } catch (error) {
    if (error instanceof Problem) return { problem: error.code };
    throw error;
  }
}

const der = (chain: string): readonly Uint8Array[] => readCertificates(chain).map((certificate) => certificate.der);

/**
 * What nodes and managers judge of certificates, by the code that judges them in earnest. Texts are PEM, times ms since
 * epoch. Chains of a hundred thousand states are a few dozen, so each question is answered once.
 */
export class Judge {
  readonly #pool: Pool;
  readonly #memory = new SignatureMemory();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Whether a node that trusts `trust` takes whoever shows `chain` for a manager. */
  readonly server = remembering((trust: string, chain: string, now: number) => {
    const { certificates: roots } = readTrustBundle(trust, now);
    return identifyServer(der(chain), managerServerName, { roots, now, memory: this.#memory });
  });

  /** Whether a manager that trusts `trust` takes whoever shows `chain` for a member. */
  readonly client = remembering((trust: string, chain: string, now: number) => {
    const { certificates: roots } = readTrustBundle(trust, now);
    return identifyClient(der(chain), { roots, now, memory: this.#memory });
  });

  /** Whether a chain leads to roots, whatever it is used for. */
  readonly leads = remembering((trust: string, chain: string, now: number) => {
    const [leaf, ...intermediates] = readCertificates(chain);
    if (leaf === undefined) throw new X509Problem('no-certificate', 'no certificate');
    const roots = readCertificates(trust);
    return verifyChain(leaf, { intermediates, roots, now, purpose: 'any', memory: this.#memory }).length;
  });

  /** Whether the whole of what a node has on its disk fits together. */
  readonly consistent = remembering((trust: string, chain: string, now: number) => {
    return validateChain(chain, readCertificates(trust), now, { memory: this.#memory }).chains.length;
  });

  /** What a node makes of a certificate that it is given. */
  readonly identity = remembering((nodeId: string, trust: string, chain: string, now: number): Identity => {
    const roots = readTrustBundle(trust, now);
    const loaded = loadIdentity(chain, this.#pool.keyOf(nodeId), roots, now, { memory: this.#memory });
    const { units, organization, issuer } = loaded;
    return {
      nodeId: loaded.nodeId,
      units,
      organization,
      role: roleOf(loaded) ?? 'worker',
      issuer: { subject: base64(issuer.subject), publicKey: base64(issuer.spki) },
    };
  });

  /** Whether a node that has `chain` takes over the roots that it is sent. */
  readonly acceptsRoot = remembering((chain: string, trust: string, now: number) => {
    const [leaf, ...intermediates] = readCertificates(chain);
    if (leaf === undefined) throw new X509Problem('no-certificate', 'no certificate');
    return acceptRoot({ identity: { certificates: [leaf, ...intermediates] }, memory: this.#memory }, trust, now).pem;
  });

  /** The SHA-256 of a root, as tokens state it. */
  readonly digest = remembering((trust: string, now: number) => readTrustBundle(trust, now).digest);

  /** When a certificate begins and ends. */
  readonly validity = remembering((chain: string) => {
    const [leaf] = readCertificates(chain);
    return { notBefore: leaf?.notBefore ?? 0, notAfter: leaf?.notAfter ?? 0 };
  });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** The result of a judgement that has to succeed. */
export function resultOf<Result>(judged: Judged<Result>): Result {
  if ('result' in judged) return judged.result;
  throw new Error(`a judgement of the model failed: ${judged.problem}`);
}

export function succeeds(judged: Judged<unknown>): boolean {
  return 'result' in judged;
}
