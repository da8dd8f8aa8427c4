import { isIP } from 'node:net';
import { connect, createSecureContext } from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';
import { reasonOf } from '../../../problem.ts';
import type { TlsFiles } from '../endpoint.ts';
import { ClientProblem } from '../problem.ts';
import { readSmallFile } from '../small-file.ts';
import { connected } from './connected.ts';
import { explainDial } from './socket.ts';
import { explainTls, isOfTls } from './tls-errors.ts';

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
