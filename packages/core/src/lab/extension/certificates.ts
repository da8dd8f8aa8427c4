import type { NodeCertificates } from '../../engine/shapes/extension/probe.ts';
import type { Node } from '../../swarm/state.ts';
import { certificatePem, readCertificates } from '../../x509/certificate.ts';
import type { LabNode } from '../lab.ts';

type Certificates = Omit<NodeCertificates, 'ID' | 'Name'>;

/** What a node that runs here shows, and whom it trusts. */
export function certificatesOf({ node }: LabNode): Certificates {
  const { identity, trust } = node.credentials;
  return {
    From: 'node',
    Chain: identity.certificates.map(certificatePem),
    TrustBundle: trust.pem,
    IssuerSubject: base64(identity.issuer.subject),
    IssuerPublicKey: base64(identity.issuer.spki),
  };
}

/** What the swarm knows of any other: what was issued to it, and what it reported. @throws {X509Problem} */
export function knownCertificatesOf({ certificate, description }: Node): Certificates {
  const { trustRoot = '', certIssuerSubject = '', certIssuerPublicKey = '' } = description?.tlsInfo ?? {};
  return {
    From: 'manager',
    // Read and written anew: there is nothing but certificates in it, whatever was signed by whom.
    Chain: readCertificates(certificate.pem).map(certificatePem),
    TrustBundle: trustRoot,
    IssuerSubject: certIssuerSubject,
    IssuerPublicKey: certIssuerPublicKey,
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
