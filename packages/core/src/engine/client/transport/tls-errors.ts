import { ClientProblem } from '../problem.ts';
import { codeOf } from './socket.ts';

/** What Node says of a handshake, and OpenSSL of a certificate (`UNABLE_TO_GET_ISSUER_CERT` …). */
export function isOfTls(error: unknown): error is Error {
  const code = codeOf(error);
  return /^(ERR_SSL|ERR_TLS|EPROTO$|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|INVALID_(CA|PURPOSE)|HOSTNAME_)/.test(code);
}

/** Why there is no TLS, with what can be done about it. */
export function explainTls(error: Error, name: string): ClientProblem {
  const code = codeOf(error);
  const reason = 'reason' in error && code !== 'ERR_TLS_CERT_ALTNAME_INVALID' ? String(error.reason) : error.message;
  return new ClientProblem('tls', `no TLS with ${name}: ${reason.slice(0, 500)}`, {
    ...adviceOn(code, reason),
    cause: error,
  });
}

function adviceOn(code: string, reason: string): { readonly expected: string; readonly next: string } {
  if (/wrong.version.number|packet length too long|http request/i.test(reason)) {
    return {
      expected: 'an engine that speaks TLS; this one speaks in the open',
      next: 'Leave TLS off, or start the engine with `--tlsverify`.',
    };
  }
  if (reason.includes('alert')) {
    return {
      expected: 'that the engine accepts the certificate that was shown to it',
      next: 'Give the certificate and key of a client that the engine’s CA has issued.',
    };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      expected: 'a certificate of the engine for the name under which it was called',
      next: 'Call it by a name that its certificate carries.',
    };
  }
  return {
    expected: 'a certificate of the engine that is valid now and issued by a CA that is trusted',
    next: 'Give the CA of the engine: `ca.pem` beside its certificate.',
  };
}
