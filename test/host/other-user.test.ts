import { chmod, chown, lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../tools/run.ts';
import { serveLabOf, testUser } from './hosts.ts';

/** Nobody: a user who owns nothing. */
const nobody = 65_534;
const missing = process.getuid?.() === 0 ? undefined : 'becoming another user needs root';

/** Becomes nobody, and tries each path: one line for each. */
const program = `
  const { createConnection } = require('node:net');
  const { readdirSync } = require('node:fs');
  process.setgroups([]); process.setgid(${nobody}); process.setuid(${nobody});
  const [socket, ...folders] = process.argv.slice(1);
  const told = (what, outcome) => console.log(what + ': ' + outcome);
  for (const folder of folders) {
    try { readdirSync(folder); told('folder', 'read'); } catch ({ code }) { told('folder', code); }
  }
  createConnection(socket).on('connect', function () { told('socket', 'connected'); this.destroy(); })
    .on('error', ({ code }) => told('socket', code));
`;

async function asNobody(...paths: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(process.execPath, ['-e', program, ...paths]);
  expect(code, stderr).toBe(0);
  return stdout;
}

describe.skipIf(missing)('another user of this machine', () => {
  it('cannot reach the socket of a lab, nor read its directories', async () => {
    await using user = await testUser();
    await using served = await serveLabOf(user);
    const { host } = served;
    // All that lies above is open, so that only what the host has made keeps anybody away.
    for (const path of [user.path, join(user.path, 'run')]) await chmod(path, 0o755);
    const folder = dirname(host.socketPath);
    const refused = 'folder: EACCES\nfolder: EACCES\nsocket: EACCES\n';
    expect(await asNobody(host.socketPath, folder, host.directory)).toBe(refused);
    // The socket itself is its owner's alone too.
    await chmod(folder, 0o755);
    expect(await asNobody(host.socketPath)).toBe('socket: EACCES\n');
    // And it was no fault of the way: given to nobody, it is reached.
    expect((await lstat(host.socketPath)).mode & 0o777).toBe(0o600);
    await chown(host.socketPath, nobody, nobody);
    expect(await asNobody(host.socketPath)).toBe('socket: connected\n');
  });
});
