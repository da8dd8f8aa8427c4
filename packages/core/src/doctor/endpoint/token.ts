import { Problem } from '../../problem.ts';
import { rootCalled } from '../../inspect/findings/words.ts';
import { rootDigest } from '../../x509/root-digest.ts';
import { say } from '../diagnosis.ts';
import type { DoctorFinding } from '../diagnosis.ts';
import type { EndpointState } from './endpoint-state.ts';

/** Whether a token is of the swarm that answers: its digest has to be that of the very bytes of the root (docs/protocol.md §2.3). */
export function tokenFindings({ token, endpoint, roots }: EndpointState): readonly DoctorFinding[] {
  const { root, address } = endpoint;
  if (token === undefined || token.token instanceof Problem) return [];
  if (root === undefined || root instanceof Problem || token.token.digest === toldDigest(root.pem)) return [];
  const [present] = roots;
  const found = toldDigest(root.pem);
  return [
    say(
      'token-of-other-root',
      { source: address },
      {
        severity: 'error',
        reason: `The token is of a root with the SHA-256 ${token.token.digest}; the one of this manager has ${found}${present === undefined ? '' : `, ${rootCalled(present.skim)}`}. Whoever joins by it is told \`remote CA does not match fingerprint\`.`,
        cure: 'If the address is right, the root has been rotated since the token was printed: take a new one, `docker swarm join-token worker` (or `manager`) on a manager. If the token is new, the address is that of another swarm, or of a proxy.',
        facts: { expected: token.token.digest, found },
      },
    ),
  ];
}

/** The digest of the root that an endpoint told. @param pem as received, a character for each byte */
export function toldDigest(pem: string): string {
  return rootDigest(Buffer.from(pem, 'latin1'));
}
