import { LocalSigner } from '../ca/local-signer.ts';
import { SigningProblem } from '../ca/problem.ts';
import type { Signer } from '../ca/signer.ts';
import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { externalCasFor } from '../swarm/external-cas.ts';
import { rootMaterialOf, sameRootMaterial, targetRoot } from '../swarm/root-material.ts';
import type { RootMaterial } from '../swarm/root-material.ts';
import type { SwarmState } from '../swarm/state.ts';
import { normalisePem } from '../x509/pem.ts';
import { inStep } from '../x509/problem.ts';
import { readRootCa } from '../x509/root-ca.ts';
import type { SignatureMemory } from '../x509/signature-memory.ts';
import { defaultExpiry } from '../x509/time.ts';
import type { ExternalCas } from './external-cas.ts';

/**
 * What a manager signs leaves with: external CAs if there are any for the root that is wanted, else the key
 * (docs/protocol.md §9.4). During a rotation that is the new root, its cross-signed certificate following every leaf (§8.4).
 *
 * It remembers for which root it was made: as in Docker, a new expiry alone is not taken over before the root changes, or
 * before a manager signs that has not seen this root yet (§5.8).
 */
export class Signing implements Signer {
  readonly #clock: Clock;
  readonly #entropy: Entropy;
  readonly #externalCas: Pick<ExternalCas, 'signer'>;
  readonly #memory: SignatureMemory | undefined;
  #material: RootMaterial | undefined;
  #root = '';
  #local: Signer | undefined;
  #external: Signer | undefined;

  /** @param memory the manager's own: there it finds again what it has signed with its key */
  constructor(clock: Clock, entropy: Entropy, externalCas: Pick<ExternalCas, 'signer'>, memory?: SignatureMemory) {
    this.#clock = clock;
    this.#entropy = entropy;
    this.#externalCas = externalCas;
    this.#memory = memory;
  }

  /**
   * Takes over what has changed about the root, if anything has, and the external CAs.
   *
   * @throws {X509Problem} for a root that cannot be used: then whoever signed before goes on (§5.8)
   */
  update(state: SwarmState): void {
    const material = rootMaterialOf(state);
    if (this.#material === undefined || !sameRootMaterial(this.#material, material)) {
      this.#local = this.#localSigner(state, material);
      this.#material = material;
    }
    this.#root = targetRoot(state.cluster.rootCa);
    const { rotation, caCert } = state.cluster.rootCa;
    const current = normalisePem(caCert);
    const urls = externalCasFor(state.cluster.spec.externalCas, rotation?.caCert ?? current, current);
    this.#external = urls.length === 0 ? undefined : this.#externalCas.signer(urls, rotation?.crossSignedCaCert ?? '');
  }

  /** The root that is signed for: PEM. */
  get root(): string {
    return this.#root;
  }

  /** Whether others than this manager sign. */
  get isExternal(): boolean {
    return this.#external !== undefined;
  }

  /** There being an external CA, its failure is final or passes by itself: the key is not used in its place. */
  sign(request: Parameters<Signer['sign']>[0]): Promise<string> {
    const signer = this.#external ?? this.#local;
    return signer?.sign(request) ?? Promise.reject(noSigner());
  }

  #localSigner({ cluster }: SwarmState, { rootCa: root, rootKey, rotationKey }: RootMaterial): Signer | undefined {
    const { caCert, rotation } = root;
    const key = rotation ? rotationKey : rootKey;
    if (key === undefined) return undefined;
    const material = rotation
      ? { signingCert: rotation.crossSignedCaCert, intermediates: rotation.crossSignedCaCert }
      : { signingCert: caCert };
    const rootCa = inStep('invalid Root CA object in cluster', { next: rotateIt }, () =>
      readRootCa({ bundle: caCert, signingKey: key, ...material }, this.#clock.now()),
    );
    const expiry = cluster.spec.nodeCertExpiry ?? defaultExpiry;
    return new LocalSigner({ rootCa, expiry, memory: this.#memory }, this.#clock, this.#entropy);
  }
}

const rotateIt =
  'Rotate to another root; if a rotation is under way, that one takes its place: `docker swarm ca --rotate`.';

function noSigner(): SigningProblem {
  return new SigningProblem('recoverable', 'no valid signer found', {
    expected: 'the key of the root in the store, or an external CA that signs for it',
    next: 'Name an external CA for it (`docker swarm update --external-ca …`), or give the key back (`docker swarm ca --rotate --ca-cert … --ca-key …`).',
  });
}
