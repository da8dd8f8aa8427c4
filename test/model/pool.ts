import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { crossSignRoot, generateRoot } from '../../packages/core/src/ca/root-key.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { seededEntropy } from '../../packages/core/src/entropy/seeded-entropy.ts';
import type { RootWithKey } from '../../packages/core/src/swarm/needs.ts';
import { noon } from '../../packages/core/src/testing/certificates.ts';
import { certificatePem } from '../../packages/core/src/x509/certificate.ts';
import { LeafIssuer, serialNumberFrom } from '../../packages/core/src/x509/leaf.ts';
import { p256Spki } from '../../packages/core/src/x509/public-key.ts';
import type { Role } from '../../packages/core/src/x509/profile.ts';
import { readRootCa, signerOf } from '../../packages/core/src/x509/root-ca.ts';
import { defaultExpiry, leafValidity } from '../../packages/core/src/x509/time.ts';

/** The swarm of all models: the O of its certificates. */
export const organization = 'swarm'.padEnd(25, '0');

/** What signs leaves, as a manager puts it together. */
export interface SigningMaterial {
  /** What everybody trusts: PEM. */
  readonly bundle: string;
  /** PEM; during a rotation the cross-signed one, which then follows each leaf. */
  readonly signingCert: string;
  readonly signingKey: string;
  readonly intermediates: string;
}

interface PreparedSigner {
  readonly issuer: LeafIssuer;
  readonly intermediates: string;
}

/**
 * Real certificates, made once: signing them in each of a hundred thousand states would take longer than all the rest.
 * Roots and what cross-signs them are there from the beginning; a leaf is made when it is first wanted, and the same one
 * is given to whoever asks for the same node, role, issuer, intermediate and day.
 */
export class Pool {
  readonly roots: readonly RootWithKey[];
  readonly #crossSigned: ReadonlyMap<string, string>;
  readonly #keys = new Map<string, KeyObject>();
  readonly #signers = new Map<string, PreparedSigner>();
  readonly #leaves = new Map<string, string>();
  readonly #entropy = seededEntropy('certificates of a model');

  static async of(count: number): Promise<Pool> {
    const clock = { ...systemClock, now: () => noon };
    const entropy = seededEntropy('roots of a model');
    const roots: RootWithKey[] = [];
    for (let made = 0; made < count; made++) roots.push(await generateRoot(clock, entropy));
    const crossSigned = new Map<string, string>();
    for (const old of roots) {
      for (const next of roots) {
        if (old !== next) crossSigned.set(old.caCert + next.caCert, await crossSignRoot(next.caCert, old, noon));
      }
    }
    return new Pool(roots, crossSigned);
  }

  private constructor(roots: readonly RootWithKey[], crossSigned: ReadonlyMap<string, string>) {
    this.roots = roots;
    this.#crossSigned = crossSigned;
  }

  /** @throws where the model asks for more roots than the pool has */
  root(index: number): RootWithKey {
    const root = this.roots[index];
    if (root === undefined) throw new RangeError(`the pool has ${this.roots.length} roots`);
    return root;
  }

  /** The name and key of one root, signed by another: PEM. */
  crossSigned(old: string, next: string): string {
    return this.#crossSigned.get(old + next) ?? '';
  }

  /** The key of a machine; it has the same one all its life, and is asked to prove it nowhere. */
  keyOf(nodeId: string): KeyObject {
    const key = this.#keys.get(nodeId) ?? this.#entropy.split(nodeId).newKey().privateKey;
    this.#keys.set(nodeId, key);
    return key;
  }

  /**
   * A leaf, followed by intermediates: PEM.
   *
   * @throws {X509Problem} for material that does not fit together
   */
  leaf(nodeId: string, role: Role, material: SigningMaterial, now: number): string {
    const { bundle, signingCert, signingKey, intermediates } = material;
    const name = [nodeId, role, now, bundle, signingCert, signingKey, intermediates].join();
    const known = this.#leaves.get(name);
    if (known !== undefined) return known;
    const { issuer, intermediates: after } = this.#signer(material, now);
    const made = issuer.issue({
      identity: { nodeId, role, organization },
      spki: p256Spki(createPublicKey(this.keyOf(nodeId))),
      serialNumber: serialNumberFrom(this.#entropy.bytes(20)),
      ...leafValidity(now, defaultExpiry),
    });
    const pem = certificatePem(made) + after;
    this.#leaves.set(name, pem);
    return pem;
  }

  #signer(material: SigningMaterial, now: number): PreparedSigner {
    const name = Object.values(material).join();
    const known = this.#signers.get(name);
    if (known !== undefined) return known;
    const rootCa = readRootCa(material, now);
    const signer = { issuer: new LeafIssuer(signerOf(rootCa)), intermediates: rootCa.intermediates };
    this.#signers.set(name, signer);
    return signer;
  }
}
