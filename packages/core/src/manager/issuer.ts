import { LocalSigner } from '../ca/local-signer.ts';
import { SigningProblem } from '../ca/problem.ts';
import { generateSuccessor } from '../ca/root-key.ts';
import type { Signer } from '../ca/signer.ts';
import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import type { Successor } from '../swarm/rotate.ts';
import type { SwarmState } from '../swarm/state.ts';
import { readRootCa } from '../x509/root-ca.ts';

/**
 * Whoever signs now: the new root during a rotation, its cross-signed certificate following every leaf; else the root
 * (docs/protocol.md §8.4). The expiry is taken over at this moment and not when it is changed (§5.8).
 *
 * @throws {SigningProblem} when the swarm does not hold the key
 * @throws {X509Problem} when it cannot be used: it has expired, say
 */
export function currentSigner({ cluster, secrets }: SwarmState, clock: Clock, entropy: Entropy): Signer {
  const { rotation, caCert } = cluster.rootCa;
  const caKey = rotation ? secrets.rotationKey : secrets.rootKey;
  if (caKey === undefined) throw noSigner();
  const rootCa = readRootCa(
    {
      bundle: caCert,
      signingCert: rotation?.crossSignedCaCert ?? caCert,
      signingKey: caKey,
      intermediates: rotation?.crossSignedCaCert,
    },
    clock.now(),
  );
  return new LocalSigner({ rootCa, expiry: cluster.spec.nodeCertExpiry }, clock, entropy);
}

/** A new root, cross-signed by the one that everybody trusts now. @throws {SigningProblem} */
export async function nextRoot({ cluster, secrets }: SwarmState, clock: Clock, entropy: Entropy): Promise<Successor> {
  const { caCert } = cluster.rootCa;
  if (secrets.rootKey === undefined) throw noSigner();
  const successor = await generateSuccessor({ caCert, caKey: secrets.rootKey }, clock, entropy);
  return { ...successor, crossSignedBy: caCert };
}

function noSigner(): SigningProblem {
  return new SigningProblem('failed', 'no valid signer found', {
    expected: 'the private key of the root in the store',
    next: 'Restore the state directory from a backup.',
  });
}
