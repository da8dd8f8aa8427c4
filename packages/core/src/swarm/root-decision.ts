import { reasonOf } from '../problem.ts';
import { normalisePem, decodePem } from '../x509/pem.ts';
import { expiresTooSoon, readRootCa } from '../x509/root-ca.ts';
import { externalCasFor } from './external-cas.ts';
import type { Change, JournalEvent } from './decision.ts';
import { answerTo, needs } from './needs.ts';
import type { Answered, CrossSignedRoot, Needs } from './needs.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { ExternalCaEntry, RootCa, SwarmState } from './state.ts';

/** What an update wants of the root. */
export interface RootWish {
  /** The root that is wanted: PEM; empty when it says nothing about it. */
  readonly signingCaCert: string;
  /** Its key: PEM; empty for a root that an external CA signs for. */
  readonly signingCaKey: string;
  readonly forceRotate: number;
  readonly externalCas: readonly ExternalCaEntry[];
}

/** What becomes of the root. */
export interface RootDecision {
  readonly outcome: 'decided';
  readonly rootCa: RootCa;
  /** Of the keys. */
  readonly secrets: readonly Change[];
  /** `undefined` when nothing changes. */
  readonly event: JournalEvent | undefined;
}

/**
 * Decides what an update does to the root (docs/protocol.md §8.2, whose fifteen rules follow one another here): nothing,
 * start a rotation, replace or abort one, forget the root's key or take it back.
 *
 * @param answered what has been fetched for this decision so far
 * @param now ms since epoch
 * @throws {Refusal} `InvalidArgument`, `Internal`, `Unknown`
 */
export function decideRoot(
  state: SwarmState,
  wish: RootWish,
  answered: readonly Answered[],
  now: number,
): RootDecision | Needs {
  const decision = new Decider(state, wish, answered, now).decide();
  if (decision.outcome === 'needs') return decision;
  // A key that is given again is no change.
  const secrets = decision.secrets.filter(
    (change) => change.kind !== 'secret' || change.value !== state.secrets[change.name],
  );
  return { ...decision, secrets };
}

class Decider {
  readonly #rootCa: RootCa;
  readonly #rootKey: string | undefined;
  readonly #rotationKey: string | undefined;
  readonly #wish: RootWish;
  readonly #answered: readonly Answered[];
  readonly #now: number;
  /** The roots that are compared: PEM, normalised. */
  readonly #current: string;
  readonly #desired: string;

  constructor({ cluster, secrets }: SwarmState, wish: RootWish, answered: readonly Answered[], now: number) {
    this.#rootCa = cluster.rootCa;
    this.#rootKey = secrets.rootKey;
    this.#rotationKey = secrets.rotationKey;
    this.#wish = wish;
    this.#answered = answered;
    this.#now = now;
    this.#current = normalisePem(cluster.rootCa.caCert);
    this.#desired = normalisePem(wish.signingCaCert);
  }

  decide(): RootDecision | Needs {
    const { signingCaKey } = this.#wish;
    // Rule 1
    if (signingCaKey !== '' && this.#desired === '') {
      throw invalid('if a signing CA key is provided, the signing CA cert must also be provided');
    }
    if (this.#rootKey === undefined) {
      // Rule 2
      if (this.#desired === this.#current && signingCaKey !== '') return this.#takeKeyBack();
      // Rule 3
      const missing = this.#demandExternalCa(this.#current, 'the current CA certificate');
      if (missing) return missing;
    }
    return this.#desired === '' ? this.#withoutRoot() : this.#withRoot();
  }

  /** Rules 4 to 6: no root is named. */
  #withoutRoot(): RootDecision | Needs {
    const { rotation, lastForcedRotation } = this.#rootCa;
    if (lastForcedRotation !== this.#wish.forceRotate) {
      const root = answerTo(this.#answered, { kind: 'generated-root' });
      return root ? this.#rotateTo(root.caCert, root.caKey) : needs({ kind: 'generated-root' });
    }
    if (rotation && this.#rotationKey === undefined) {
      const missing = this.#demandExternalCa(rotation.caCert, 'the next CA certificate');
      if (missing) return missing;
    }
    return { outcome: 'decided', rootCa: this.#rootCa, secrets: [], event: undefined };
  }

  /** Rules 7 to 15: a root is named. */
  #withRoot(): RootDecision | Needs {
    const { signingCaKey, forceRotate } = this.#wish;
    this.#checkDesired();
    if (signingCaKey === '') {
      const missing = this.#demandExternalCa(this.#desired, 'the desired CA certificate');
      if (missing) return missing;
    }
    if (this.#desired === this.#current) return this.#return();
    if (signingCaKey !== '' && signingCaKey === this.#rootKey) {
      throw invalid('Cannot update to a cert with an identical key', 'Make a new root with a key of its own.');
    }
    if (this.#desired === this.#rootCa.rotation?.caCert) {
      return {
        outcome: 'decided',
        rootCa: { ...this.#rootCa, lastForcedRotation: forceRotate },
        secrets: [secret('rotationKey', signingCaKey)],
        event: 'rotation-key-replaced',
      };
    }
    return this.#rotateTo(this.#desired, signingCaKey);
  }

  /** Rules 7 to 10: whether the root that is named may be the root of a swarm. */
  #checkDesired(): void {
    const { signingCaKey } = this.#wish;
    const signer = signingCaKey === '' ? {} : { signingCert: this.#desired, signingKey: signingCaKey };
    const { trust } = accepting('InvalidArgument', () => readRootCa({ bundle: this.#desired, ...signer }, this.#now));
    const [certificate] = trust.certificates;
    const distinct = new Set(trust.certificates.map(({ der }) => Buffer.from(der).toString('latin1')));
    if (certificate === undefined || distinct.size !== 1) {
      throw invalid(
        'the desired CA certificate cannot contain multiple certificates',
        'Give the new root alone, without the certificates of other CAs.',
      );
    }
    if (decodePem(this.#desired).blocks.length !== 1) throw invalid('could not parse the desired CA certificate');
    if (expiresTooSoon(certificate, this.#now)) {
      throw invalid('CA certificate expires too soon', 'Give a root that is valid for a year from now at least.');
    }
  }

  /** Rule 2: the key of a root that external CAs signed for comes into the swarm. */
  #takeKeyBack(): RootDecision {
    const { signingCaKey, forceRotate } = this.#wish;
    const { caCert } = this.#rootCa;
    // Docker hands this one on as it is, without making an invalid argument of it.
    accepting('Unknown', () =>
      readRootCa({ bundle: caCert, signingCert: this.#desired, signingKey: signingCaKey }, this.#now),
    );
    return {
      outcome: 'decided',
      rootCa: { caCert, rotation: undefined, lastForcedRotation: forceRotate },
      secrets: [secret('rootKey', signingCaKey), secret('rotationKey', '')],
      event: 'root-key-stored',
    };
  }

  /** Rule 12: back to the present root; without its key, that is forgotten. */
  #return(): RootDecision {
    const { signingCaKey, forceRotate } = this.#wish;
    const { caCert, rotation } = this.#rootCa;
    return {
      outcome: 'decided',
      rootCa: { caCert, rotation: undefined, lastForcedRotation: forceRotate },
      secrets: [secret('rootKey', signingCaKey), secret('rotationKey', '')],
      event: rotation ? 'rotation-aborted' : this.#keyEvent(),
    };
  }

  #keyEvent(): JournalEvent | undefined {
    const { signingCaKey } = this.#wish;
    if (signingCaKey === (this.#rootKey ?? '')) return undefined;
    return signingCaKey === '' ? 'root-key-forgotten' : 'root-key-stored';
  }

  /** Rules 4 and 15: a rotation starts, or another takes the place of the one that is under way. */
  #rotateTo(caCert: string, caKey: string): RootDecision | Needs {
    const need: CrossSignedRoot = {
      kind: 'cross-signed-root',
      caCert: this.#current,
      by: this.#crossSigner(caKey),
      successor: { caCert, caKey: caKey === '' ? undefined : caKey },
    };
    const made = answerTo(this.#answered, need);
    if (made === undefined) return needs(need);
    if (made.crossSignedCaCert === undefined) {
      throw refuse('Internal', 'unable to generate a cross-signed certificate for root rotation', {
        expected: 'a new root that is a CA, and a present root that can still sign',
        next: 'Look at the reason in the log of the manager; nothing has been changed.',
      });
    }
    return {
      outcome: 'decided',
      rootCa: {
        ...this.#rootCa,
        rotation: { caCert, crossSignedCaCert: made.crossSignedCaCert, startedAt: this.#now },
        lastForcedRotation: this.#wish.forceRotate,
      },
      secrets: [secret('rotationKey', caKey)],
      event: this.#rootCa.rotation ? 'rotation-replaced' : 'rotation-started',
    };
  }

  /** What signs for the present root. */
  #crossSigner(successorKey: string): CrossSignedRoot['by'] {
    if (this.#rootKey !== undefined) return { key: this.#rootKey };
    if (successorKey === '') {
      throw invalid(
        'rotating from one external CA to a different external CA is not supported',
        'Rotate to a root whose key the swarm has, and from there to the other external CA.',
      );
    }
    const urls = externalCasFor(this.#wish.externalCas, this.#current, this.#current);
    if (urls.length === 0) {
      throw invalid(
        'must provide an external CA for the current external root CA to generate a cross-signed certificate',
      );
    }
    return { urls };
  }

  /** @returns what has to be found out first, if anything */
  #demandExternalCa(caCert: string, whose: string): Needs | undefined {
    const urls = externalCasFor(this.#wish.externalCas, caCert, this.#current);
    const need = { kind: 'reachable-ca', caCert, urls } as const;
    const isReachable = urls.length === 0 ? false : answerTo(this.#answered, need);
    if (isReachable === undefined) return needs(need);
    if (isReachable) return undefined;
    throw invalid(
      `there must be at least one valid, reachable external CA corresponding to ${whose}`,
      'Name it with --external-ca protocol=cfssl,url=https://…,cacert=…, start it, and check that its own TLS ' +
        'certificate leads to that CA certificate and carries the host of the URL.',
    );
  }
}

function accepting<Result>(code: 'InvalidArgument' | 'Unknown', read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    throw refuse(code, reasonOf(cause), { cause, next: 'Give another CA certificate, or another key.' });
  }
}

function secret(name: 'rootKey' | 'rotationKey', pem: string): Change {
  return { kind: 'secret', name, value: pem === '' ? undefined : pem };
}

function invalid(message: string, next?: string): Refusal {
  return refuse('InvalidArgument', message, { next });
}
