import { constants } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { SecureContext, SecureContextOptions } from 'node:tls';
import type { TlsMaterial } from '../shown-identity.ts';

/** HTTP/2 by its name in ALPN, which is what swarm's ports speak. */
export const swarmProtocols: readonly string[] = ['h2'];

/**
 * What both ends agree on (docs/protocol.md §7.1). No tickets: a resumed session shows the peer's leaf alone, or nothing,
 * and the chain could not be checked. No CA names: an engine would send no certificate to a server that names another CA.
 */
const settings: SecureContextOptions = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
  ].join(':'),
  // The post-quantum hybrid that OpenSSL would offer first costs more than the rest of the handshake and protects nothing
  // that is secret here.
  ecdhCurve: 'X25519:P-256:P-384',
  secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
};

/** Options for a context that shows a certificate, or none. */
export function contextOptions(material: TlsMaterial | undefined): SecureContextOptions {
  return material ? { ...settings, cert: material.certificatePem, key: material.keyPem } : settings;
}

const contexts = new WeakMap<TlsMaterial, SecureContext>();
const anonymous = createSecureContext(contextOptions(undefined));

/** The context of a client. Making one parses certificate and key, so that connections share it. */
export function clientContext(material: TlsMaterial | undefined): SecureContext {
  if (material === undefined) return anonymous;
  let context = contexts.get(material);
  if (context === undefined) {
    context = createSecureContext(contextOptions(material));
    contexts.set(material, context);
  }
  return context;
}
