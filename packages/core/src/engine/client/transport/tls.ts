import { isIP } from 'node:net';
import { connect, createSecureContext } from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';
import { reasonOf } from '../../../problem.ts';
import type { TlsFiles } from '../endpoint.ts';
import { ClientProblem } from '../problem.ts';
import { readSmallFile } from '../small-file.ts';
import { connected } from './connected.ts';
import { codeOf, explainDial } from './socket.ts';

/** Connects to a port by TLS, whose certificate has to lead to the roots and carry the name. @throws {ClientProblem} */
export async function dialTls(
  { host, port }: { readonly host: string; readonly port: number },
  files: TlsFiles,
  name: string,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const secureContext = await readMaterial(files);
  const wanted = files.serverName ?? host;
  const socket = connect({
    host,
    port,
    secureContext,
    // SNI knows no IP addresses; the certificate is compared with what is connected to then.
    ...(isIP(wanted) === 0 && { servername: wanted }),
    rejectUnauthorized: files.skipVerify !== true,
  });
  try {
    return await connected(socket, 'secureConnect', name, signal);
  } catch (error) {
    throw isOfTls(error) ? explainTls(error, name) : explainDial(error, name);
  }
}

async function readMaterial(files: TlsFiles): Promise<SecureContext> {
  const [ca, cert, key] = await Promise.all([files.ca, files.cert, files.key].map(readPem));
  try {
    return createSecureContext({
      minVersion: 'TLSv1.2',
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    });
  } catch (cause) {
    throw new ClientProblem('tls', `the certificate, the key and the CA do not go together: ${reasonOf(cause)}`, {
      expected: `PEM, the key unencrypted: ${[files.ca, files.cert, files.key].filter(Boolean).join(', ')}`,
      next: 'Check these files.',
    });
  }
}

async function readPem(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  let pem;
  try {
    pem = await readSmallFile(path);
  } catch (cause) {
    throw unreadable(path, reasonOf(cause), cause);
  }
  if (pem === undefined) throw unreadable(path, 'there is no such file');
  return pem;
}

function unreadable(path: string, reason: string, cause?: unknown): ClientProblem {
  return new ClientProblem('tls', `could not read ${path}: ${reason}`, {
    expected: 'PEM: ca.pem, cert.pem and key.pem, as Docker has them',
    next: 'Check the paths of the TLS files.',
    cause,
  });
}

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
