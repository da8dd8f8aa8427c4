import { connect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { describe, it } from 'vitest';
import { parseAddress } from '../../packages/core/src/wire/address.ts';
import { dockerMissing } from '../tools/docker.ts';
import { opensslMissing } from '../tools/openssl.ts';
import { run } from '../tools/run.ts';
import { bothSwarms } from './beside.ts';
import type { SwarmBeside } from './beside.ts';

const longestHandshakeMs = 5_000;

/** What comes of a handshake: the words of whoever looks at it, or `refused`. */
function shake(address: string, options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({
      ...parseAddress(address),
      servername: 'swarm-manager',
      rejectUnauthorized: false,
      ...options,
    });
    const end = (words: string): void => {
      socket.destroy();
      resolve(words);
    };
    socket.setTimeout(longestHandshakeMs, () => end('silence'));
    socket.on('error', () => end('refused'));
    socket.on('secureConnect', () =>
      end(`${socket.getProtocol()}, ${socket.getCipher().name}, protocol ${socket.alpnProtocol || 'none'}`),
    );
  });
}

const ciphers =
  'AES256-GCM-SHA384 AES128-GCM-SHA256 CHACHA20-POLY1305 AES256-SHA384 AES128-SHA256 AES256-SHA AES128-SHA';
const suites = ciphers.split(' ').map((cipher) => `ECDHE-ECDSA-${cipher}`);

/** A manager's port, by what it answers to handshakes of many kinds. */
async function portLines({ address }: SwarmBeside): Promise<readonly string[]> {
  const lines: string[] = [];
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  lines.push(`TLS 1.1: ${await shake(address, old)}`);
  for (const suite of suites) {
    const version = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
    lines.push(`${suite}: ${await shake(address, { ...version, ciphers: `${suite}@SECLEVEL=0` })}`);
  }
  const modern = { minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_GCM_SHA256' } as const;
  for (const ALPNProtocols of [['h2'], [], ['http/1.1'], ['spdy/1'], ['http/1.1', 'h2']]) {
    const offer = ALPNProtocols.length > 0 ? { ALPNProtocols } : {};
    lines.push(`offered ${ALPNProtocols.join(' ') || 'nothing'}: ${await shake(address, { ...modern, ...offer })}`);
  }
  const { stdout } = await run('openssl', ['s_client', '-connect', address, '-tls1_2'], { timeoutMs: 10_000 });
  const [names = ''] =
    /^No client certificate CA names sent$|^Acceptable client certificate CA names\n.*$/m.exec(stdout) ?? [];
  return [...lines, names.replace(' = ', '=').replace('\n', ': ')];
}

describe.skipIf(dockerMissing ?? opensslMissing)('a manager’s port of ours, beside a real one', () => {
  it('shakes hands alike, but for what the table says, also after its certificate was renewed', async () => {
    await using swarms = await bothSwarms();
    await swarms.compare('manager port', portLines);
    await swarms.rotate();
    await swarms.compare('manager port after a rotation', portLines);
  });
});
