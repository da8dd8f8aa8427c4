import { readCertificate, sameBytes } from '../../../x509/certificate.ts';
import { commonName, rootCommonName } from '../../../x509/name.ts';
import { decodePem, normalisePem } from '../../../x509/pem.ts';
import type { ExternalCa } from '../../shapes/swarm.ts';
import { shellWord } from '../../../shell-word.ts';
import type { Finding } from '../rotation/finding.ts';

/**
 * What comes of a swarm that is founded with external CAs: it makes a root of its own all the same, whose key it alone has
 * (docs/protocol.md §9.7).
 *
 * @param program how this program is called, for the command in a finding
 */
export function foundedWith(cas: readonly ExternalCa[], program: string): readonly Finding[] {
  return cas.map((ca) => {
    const text =
      ca.CACert === ''
        ? `this swarm has made a root of its own, for which the external CA at ${ca.URL} cannot sign: no node can join, and none renew`
        : `this swarm has made a root of its own: the external CA at ${ca.URL}, which signs for another, is not asked`;
    return { stops: false, text, next: rotateTo(ca, program) };
  });
}

/**
 * What comes of external CAs in a swarm that has a root already.
 *
 * @param root what its nodes trust, PEM
 */
export function addedTo(root: string, cas: readonly ExternalCa[], program: string): readonly Finding[] {
  return cas.flatMap((ca) => {
    const isForPresent = ca.CACert === '' || normalisePem(ca.CACert) === normalisePem(root);
    if (isForPresent && !isGenerated(root)) return [];
    const text = isForPresent
      ? `the present root looks like one that this swarm has made itself, whose key nobody outside has: unless the external CA at ${ca.URL} has it, no node can join from now on, and none renew`
      : `the external CA at ${ca.URL} signs for another root than that of this swarm: it is not asked until the swarm has rotated to that`;
    return [{ stops: false, text, next: rotateTo(ca, program) }];
  });
}

function rotateTo({ URL: url }: ExternalCa, program: string): string {
  const entry = shellWord(`protocol=cfssl,url=${url}`);
  return `Rotate to the root of that CA: ${program} ca --rotate --ca-cert ROOT.pem --external-ca ${entry}`;
}

/** By its name, which users would hardly choose. What cannot be read is left to the engine. */
function isGenerated(root: string): boolean {
  const [block] = decodePem(root).blocks;
  try {
    return block !== undefined && sameBytes(readCertificate(block.der).subject, commonName(rootCommonName));
  } catch {
    return false;
  }
}
