import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authority } from '../../packages/core/src/testing/certificates.ts';
import { serverMaterial } from './authorities.ts';
import { eventually } from './eventually.ts';
import { freeLoopbackAddress } from './loopback.ts';

/** Why tests with cfssl cannot run here, if they cannot; for `describe.skipIf`. */
export const cfsslMissing = whyNoCfssl();

function whyNoCfssl(): string | undefined {
  if (process.platform !== 'linux') return 'a loopback address of its own is there on Linux alone';
  const { status } = spawnSync('cfssl', ['version']);
  return status === 0 ? undefined : 'there is no cfssl on the PATH (Debian: golang-cfssl)';
}

const port = 8888;
/** It ends after this long, even if nobody is left to end it, in seconds. */
const longestLife = 300;
/** How much of its log is kept, its end, in characters. */
const longestLog = 4_000;

export interface CfsslOptions {
  /** Where it was before; a free address unless told otherwise. */
  readonly address?: string;
  /** Has a profile `CA`. */
  readonly signsCas?: boolean;
  /** Clients have to show a certificate of these, PEM, whose CN fits the pattern. */
  readonly mutualTls?: { readonly roots: string; readonly commonName: string };
}

/** `cfssl serve` with a root of one's own. */
export interface Cfssl extends AsyncDisposable {
  readonly address: string;
  readonly url: string;
}

/** Starts it, and waits until it listens. @throws Error with its log when it does not */
export async function startCfssl(root: Authority, options: CfsslOptions = {}): Promise<Cfssl> {
  const { signsCas = true, mutualTls, address = await freeLoopbackAddress([port]) } = options;
  const { certificatePem, keyPem } = await serverMaterial(root, address);
  const directory = await mkdtemp(join(tmpdir(), 'swarmpki-cfssl-'));
  const file = async (name: string, contents: string): Promise<string> => {
    await writeFile(join(directory, name), contents, { mode: 0o600 });
    return join(directory, name);
  };
  const flags: Record<string, string> = {
    address,
    port: String(port),
    ca: await file('ca.pem', root.pem),
    'ca-key': await file('ca-key.pem', root.key.export({ format: 'pem', type: 'pkcs8' }).toString()),
    'tls-cert': await file('server.pem', certificatePem),
    'tls-key': await file('server-key.pem', keyPem),
    config: await file('config.json', JSON.stringify(configuration(signsCas))),
  };
  if (mutualTls !== undefined) {
    flags['mutual-tls-ca'] = await file('clients.pem', mutualTls.roots);
    flags['mutual-tls-cn'] = mutualTls.commonName;
  }
  const parameters = Object.entries(flags).flatMap(([name, value]) => [`-${name}`, value]);
  const server = spawn('timeout', [String(longestLife), 'cfssl', 'serve', ...parameters], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: directory,
  });
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (words: string) => (log = (log + words).slice(-longestLog)));
  const ended = once(server, 'close');
  const stop = async (): Promise<void> => {
    server.kill();
    await ended;
    await rm(directory, { recursive: true });
  };
  try {
    await eventually('cfssl listens', async (note) => {
      if (server.exitCode !== null) note(log);
      const socket = connect(port, address);
      await once(socket, 'connect').finally(() => socket.destroy());
      return true;
    });
  } catch (error) {
    await stop();
    throw new Error(`cfssl serve: ${log}`, { cause: error });
  }
  return { address, url: `https://${address}:${port}/api/v1/cfssl/sign`, [Symbol.asyncDispose]: stop };
}

function configuration(signsCas: boolean): unknown {
  const usages = ['signing', 'key encipherment', 'server auth', 'client auth'];
  const ca = { usages: ['cert sign', 'crl sign'], expiry: '8760h', ca_constraint: { is_ca: true } };
  return { signing: { default: { usages, expiry: '2160h' }, profiles: signsCas ? { CA: ca } : {} } };
}
