import type { KeyObject } from 'node:crypto';
import { certificatePem } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';

/** What one end of a connection shows. Replaced as a whole: connections that are open keep what they began with. */
export interface ShownIdentity {
  /** Leaf, then intermediates. */
  readonly certificates: readonly [Certificate, ...Certificate[]];
  /** The leaf's key. */
  readonly key: KeyObject;
  /** The same as TLS wants it. */
  readonly tls: TlsMaterial;
}

/** A certificate and its key as text. */
export interface TlsMaterial {
  /** Leaf, then intermediates: PEM. */
  readonly certificatePem: string;
  /** PKCS #8 PEM without headers. */
  readonly keyPem: string;
}

/** Makes what is shown of certificates and their key. As text they are written when first asked for, and once. */
export function shownIdentity(certificates: ShownIdentity['certificates'], key: KeyObject): ShownIdentity {
  let tls: TlsMaterial | undefined;
  return {
    certificates,
    key,
    get tls() {
      return (tls ??= {
        certificatePem: certificates.map(certificatePem).join(''),
        keyPem: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
      });
    },
  };
}
