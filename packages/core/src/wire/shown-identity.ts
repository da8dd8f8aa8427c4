import type { KeyObject } from 'node:crypto';
import { certificatePem, readCertificate } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';

/**
 * What one end of a connection shows. Replaced as a whole: connections that are open keep what they began with. It is not to
 * be spread, since parts of it are made when asked for.
 */
export interface ShownIdentity {
  /** Leaf, then intermediates: DER. */
  readonly chain: readonly Uint8Array[];
  /** The same taken apart, when asked for: of thousands of nodes that only show it nobody does. */
  readonly certificates: readonly [Certificate, ...Certificate[]];
  /** The leaf's key. */
  readonly key: KeyObject;
  /** Chain and key as TLS wants them: written when first asked for, and once. */
  readonly tls: TlsMaterial;
}

/** A certificate and its key as text. */
export interface TlsMaterial {
  /** Leaf, then intermediates: PEM. */
  readonly certificatePem: string;
  /** PKCS #8 PEM without headers. */
  readonly keyPem: string;
}

/** Makes what is shown of certificates and their key. @param certificates leaf, then intermediates */
export function shownIdentity(certificates: ShownIdentity['certificates'], key: KeyObject): ShownIdentity {
  return new Shown(certificates, key);
}

class Shown implements ShownIdentity {
  readonly key: KeyObject;
  readonly #leaf: Uint8Array;
  readonly #intermediates: readonly Uint8Array[];
  #tls: TlsMaterial | undefined;

  constructor([leaf, ...intermediates]: ShownIdentity['certificates'], key: KeyObject) {
    this.#leaf = leaf.der;
    this.#intermediates = intermediates.map(({ der }) => der);
    this.key = key;
  }

  get chain(): readonly Uint8Array[] {
    return [this.#leaf, ...this.#intermediates];
  }

  get certificates(): ShownIdentity['certificates'] {
    return [readCertificate(this.#leaf), ...this.#intermediates.map(readCertificate)];
  }

  get tls(): TlsMaterial {
    return (this.#tls ??= {
      certificatePem: this.chain.map(certificatePem).join(''),
      keyPem: this.key.export({ format: 'pem', type: 'pkcs8' }).toString(),
    });
  }
}
