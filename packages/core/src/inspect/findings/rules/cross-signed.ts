import { sameBytes } from '../../../x509/certificate.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import type { Place } from '../../place.ts';
import type { ItemIndex } from '../../relations/relation.ts';
import type { Material, Rule } from '../material.ts';
import { say } from '../say.ts';
import { called, capital, rootCalled } from '../words.ts';

/** What OpenSSL makes of certificates by their key identifiers, where Docker looks at signatures alone. */
export const crossSigned: Rule = function* (material) {
  for (const { index, item, certificate } of material.certificates) {
    const { subject, issuer, facts } = certificate;
    const by = material.issuedBy(index);
    const signer = material.certificateAt(by?.issuers[0]);
    const isSelfIssued = sameBytes(subject, issuer);
    if (isSelfIssued && !material.isSelfSigned(index) && facts.authorityKeyIdentifier === undefined) {
      const who = signer === undefined ? 'not signed by its own key' : `signed by ${rootCalled(signer)}`;
      yield say('cross-signed-without-aki', item.place, {
        reason: `${capital(rootCalled(certificate))} names itself as its issuer, has no authority key identifier, and is ${who}. Docker makes cross-signed roots so, and accepts them. OpenSSL, and so Node.js, takes it for self-signed and refuses the chain: error 19, SELF_SIGNED_CERT_IN_CHAIN.`,
        cure: 'Nothing is wrong with the swarm; it passes when the rotation ends. A client with OpenSSL has to trust the new root, or this certificate, as well until then.',
        related: placesOf(material, by?.issuers[0]),
      });
    }
    if (signer !== undefined && by?.proof === 'signature' && namesAnother(certificate, signer)) {
      yield say('aki-other-key', item.place, {
        reason: `${capital(called(certificate))} is signed by ${rootCalled(signer)}, but its authority key identifier names another key. Docker accepts that; OpenSSL refuses the chain.`,
        cure: 'Have it issued again, with the identifier of the key that signs, or with none.',
      });
    }
  }
};

function namesAnother({ facts }: Certificate, signer: Certificate): boolean {
  const [named, own] = [facts.authorityKeyIdentifier, signer.facts.subjectKeyIdentifier];
  return named !== undefined && own !== undefined && !sameBytes(named, own);
}

function placesOf(material: Material, index: ItemIndex | undefined): readonly Place[] {
  const item = index === undefined ? undefined : material.items[index];
  return item === undefined ? [] : [item.place];
}
