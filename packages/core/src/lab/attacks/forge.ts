import { systemEntropy } from '../../entropy/entropy.ts';
import type { KeyPair } from '../../entropy/entropy.ts';
import type { RootWithKey } from '../../ca/root-key.ts';
import { generateRoot } from '../../ca/root-key.ts';
import type { Clock } from '../../clock/clock.ts';
import { shownIdentity } from '../../wire/shown-identity.ts';
import type { ShownIdentity } from '../../wire/shown-identity.ts';
import { readCertificate } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { LeafIssuer, serialNumberFrom } from '../../x509/leaf.ts';
import type { Issuer } from '../../x509/leaf.ts';
import type { NodeIdentity } from '../../x509/profile.ts';
import { p256Spki } from '../../x509/public-key.ts';
import { readRootCa, signerOf } from '../../x509/root-ca.ts';
import { defaultExpiry, leafValidity } from '../../x509/time.ts';
import type { Validity } from '../../x509/time.ts';

/** What a forged certificate says, and who signs it. */
export interface Forgery {
  readonly identity: NodeIdentity;
  readonly issuer: Issuer;
  readonly validity: Validity;
  /** Shown behind the leaf. */
  readonly intermediates?: readonly Certificate[];
}

/** Makes a node's certificate for a new key, by whatever key the attacker has. */
export function forge({ identity, issuer, validity, intermediates = [] }: Forgery): ShownIdentity {
  const keys: KeyPair = systemEntropy.newKey();
  const leaf = new LeafIssuer(issuer).issue({
    identity,
    spki: p256Spki(keys.publicKey),
    serialNumber: serialNumberFrom(systemEntropy.bytes(20)),
    ...validity,
  });
  return shownIdentity([readCertificate(leaf), ...intermediates], keys.privateKey);
}

/** Of a certificate that was issued now. @param now ms since epoch */
export function fromNowOn(now: number): Validity {
  return leafValidity(now, defaultExpiry);
}

/** Who signs with a root's key. @param now ms since epoch */
export function issuerOf({ caCert, caKey }: RootWithKey, now: number): Issuer {
  return signerOf(readRootCa({ bundle: caCert, signingCert: caCert, signingKey: caKey }, now));
}

/** A root that the attacker made: it has the name that all roots of swarms have. */
export function ownRoot(clock: Clock): Promise<RootWithKey> {
  return generateRoot(clock, systemEntropy);
}
