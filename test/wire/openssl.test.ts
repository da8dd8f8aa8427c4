import { describe, expect, it } from 'vitest';
import { opensslMissing } from '../tools/openssl.ts';
import { run } from '../tools/run.ts';
import { startLab } from '../tools/swarm.ts';

describe.skipIf(opensslMissing)('the manager’s port, seen by openssl', () => {
  const look = async (...flags: readonly string[]): Promise<string> => {
    await using test = await startLab();
    const parameters = ['s_client', '-connect', test.lab.manager.address, '-alpn', 'h2', ...flags];
    const { stdout, stderr } = await run('openssl', parameters, { timeoutMs: 10_000 });
    return stdout + stderr;
  };

  it('asks for a client certificate and names no CA: an engine would send none to a server that names another', async () => {
    const seen = await look('-tls1_2');
    expect(seen).toContain('No client certificate CA names sent');
    expect(seen).toMatch(/Client Certificate Types|Requested Signature Algorithms/);
  });

  it('selects h2, and hands out no ticket', async () => {
    const seen = await look('-tls1_2');
    expect(seen).toContain('ALPN protocol: h2');
    expect(seen).not.toContain('TLS session ticket:');
  });

  it.each(['-tls1_2', '-tls1_3'])('speaks with %s', async (version) => {
    expect(await look(version)).toMatch(/Cipher is (?:ECDHE-ECDSA|TLS_(?:AES|CHACHA20))/);
  });
});
