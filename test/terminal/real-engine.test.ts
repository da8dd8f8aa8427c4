import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screens } from '../../packages/tui/src/screens/index.ts';
import { LabUser } from '../cli/lab-user.ts';
import { builtProgram } from '../tools/built-program.ts';
import type { BuiltProgram } from '../tools/built-program.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import type { Terminal } from '../tools/terminal.ts';
import { makeRoot } from '../../packages/core/src/testing/certificates.ts';
import { expectOverlay, expectWhole } from '../tools/whole.ts';

const sizes = [
  [80, 24],
  [100, 30],
  [160, 50],
] as const;

describe.skipIf(dockerMissing)(`the screens of real Docker Engines${dockerMissing ? `: ${dockerMissing}` : ''}`, () => {
  let program: BuiltProgram;
  let user: LabUser;
  let manager: Engine;
  let worker: Engine;

  beforeAll(async () => {
    [program, manager, worker] = await Promise.all([builtProgram(), Engine.start('tm'), Engine.start('tw')]);
    user = await LabUser.arrive(program.path);
    const address = await manager.init();
    const joined = await worker.join(address, await manager.joinToken('worker'));
    expect(joined.code).toBe(0);
  }, 180_000);

  afterAll(async () => {
    await Promise.all([manager.remove(), worker.remove()]);
    await user[Symbol.asyncDispose]();
    await program[Symbol.asyncDispose]();
  }, 60_000);

  const opened = async (columns = 100, rows = 30, ...words: readonly string[]): Promise<Terminal> => {
    const terminal = user.terminal(['--host', `unix://${manager.socket}`, 'ui', ...words], { columns, rows });
    await terminal.shows(/Nodes 2 of 2/);
    return terminal;
  };

  /** What Docker itself says of the tokens: role by role. Compared, and not shown. */
  const tokens = (): Promise<readonly string[]> =>
    Promise.all((['worker', 'manager'] as const).map((role) => manager.joinToken(role)));
  const digestOf = async (): Promise<string> => (await manager.joinToken('worker')).split('-')[2] ?? '';

  it.each(sizes)(
    'show on %i × %i cells what an engine tells, and offer nothing that only labs have',
    async (columns, rows) => {
      await using terminal = await opened(columns, rows);
      await terminal.shows(/leader +ready/);
      // Its certificates are read at the managers' ports.
      await terminal.shows(/━.*(89|90)d/);
      expectWhole(terminal.grid, 'Nodes 2 of 2');
      // All trust the root that has signed their certificates.
      const [, root = ''] = /root ([0-9a-f]{8}) /.exec(terminal.lines[0] ?? '') ?? [];
      expect(root, terminal.text).not.toBe('');
      const trusting = terminal.text.match(new RegExp(` ${root} +${root} `, 'g')) ?? [];
      if (columns >= 100) expect(trusting).toHaveLength(2);
      expect(terminal.lines.at(-1)).not.toMatch(/renew|new nodes|stop|clock/);
      terminal.press('n', 'N', 'R', 's', 'b', 't', 'space', '+');

      terminal.press('enter');
      // What a manager tells of it stands there when it has been asked.
      await terminal.shows(/✔ managers accept it/);
      expectWhole(terminal.grid, 'Certificate', 'What others look at', 'Life of this certificate');
      await terminal.shows('· signed by the swarm’s key');
      await terminal.shows(`· it trusts ${root}`);
      expect(terminal.text).not.toContain('✗');
      terminal.press(']', ']', ']');
      await terminal.shows('[Text]');
      await terminal.shows('Version: 3');
      expectWhole(terminal.grid, 'Text');

      terminal.press('2');
      await terminal.shows(/Key .*ECDSA/);
      expect(terminal.text).toMatch(new RegExp(`Key +${root}`));
      expectWhole(terminal.grid, 'Root certificate', 'Signing', 'Who trusts whom');
      terminal.press('3');
      await terminal.shows(`No rotation is under way: all trust ${root}`);
      await terminal.shows('rotated CA certificates:');
      expect(terminal.text).toMatch(/rotated CA certificates: .* 2\/2 nodes/);
      expectWhole(terminal.grid, 'Rotate the root', 'Node by node');
      terminal.press('m');
      await terminal.shows(new RegExp(`A {2}1 manager +${root} +${root} +\\(✔\\) \\(✔\\)`));
      await terminal.shows(new RegExp(`B {2}1 worker +${root} +${root} +\\(✔\\) \\(✔\\)`));
      terminal.press('down', 'right', 'c');
      await terminal.says('Concluded from what the engine says of its nodes');
      expectWhole(terminal.grid, 'Who accepts whom', 'Why');
      terminal.press('4');
      await terminal.shows('SWMTKN-1-');
      expectWhole(terminal.grid, 'Join tokens');
      const shown = terminal.written;
      expect((await tokens()).filter((token) => shown.includes(token))).toHaveLength(0);
      terminal.press('5');
      await terminal.says('keeps no timeline of its PKI');
      expectWhole(terminal.grid, /^Events$/m);
      terminal.press('6');
      await terminal.says('is a Docker Engine, and no lab');
      terminal.press('j', 'right', 'enter');
      expectWhole(terminal.grid, 'Attack lab');
      terminal.press('7');
      await terminal.says('so they happen in a lab');
      expectWhole(terminal.grid, 'Path', 'First swarm');
      terminal.press('enter', 's', 'g');
      await terminal.shows('trust bundle');
      expectOverlay(terminal.grid, 'Glossary');
      terminal.press('escape');
      await terminal.hides('trust bundle');
      expect(terminal.text).not.toContain('▶');
      terminal.press('q');
      expect(await terminal.ended()).toBe(0);
      // It is not ours, and goes on anyway.
      expect(terminal.text).not.toContain('It ends with');
      expect(await manager.output('node', 'ls', '--quiet')).toMatch(/^\w+\n\w+$/);
    },
  );

  it('have help on every screen without a key that only labs have', async () => {
    await using terminal = await opened(160, 50);
    for (const { tab } of screens) {
      if (tab === undefined) continue;
      terminal.press(String(tab.number));
      await terminal.shows(`[${tab.number} ${tab.title}]`);
      terminal.press('?');
      await terminal.shows('EVERYWHERE');
      const help = expectOverlay(terminal.grid, 'Keys of this screen');
      expect(help).not.toMatch(/[Ll]ab time|simulated|the timeline|[Aa]ttack |step of the protocol/);
      terminal.press('escape');
      await terminal.hides('EVERYWHERE');
    }
  });

  it('change tokens, of which the old ones are known to be that', async () => {
    await using terminal = await opened();
    const [worker_, manager_] = await tokens();
    terminal.press('4');
    await terminal.shows('SWMTKN-1-');
    terminal.press('y');
    await terminal.shows('the worker token copied');
    const copied = `\u001b]52;c;${Buffer.from(worker_ ?? '').toString('base64')}\u0007`;
    expect(terminal.written.includes(copied)).toBe(true);
    terminal.press('n');
    await terminal.shows('Do it?');
    await terminal.says('join-token --rotate --quiet worker');
    terminal.press('y');
    await terminal.shows(/^ ✔ SWMTKN-/m);
    const now = await tokens();
    expect([now[0] === worker_, now[1] === manager_]).toEqual([false, true]);
    expect(now.filter((token) => terminal.written.includes(token))).toHaveLength(0);
    terminal.press('v');
    await terminal.shows(now[0]?.slice(-25) ?? 'a token');
    terminal.press('v');
    await terminal.hides(now[0]?.slice(-25) ?? 'a token');
    for (const [pasted, verdict] of [
      [worker_, 'its secret is neither of the two: it was rotated'],
      [now[0], 'it is the token for a worker'],
    ] as const) {
      terminal.press('p');
      await terminal.shows('Token:');
      terminal.press(`\u001b[200~${pasted}\u001b[201~`, 'enter');
      await terminal.shows(verdict);
    }
  });

  it('change how long certificates live, and show the root', async () => {
    await using terminal = await opened();
    terminal.press('2');
    await terminal.shows('2160h0m0s, an hour back');
    terminal.press('e');
    await terminal.shows('Certificates live: 2160h0m0s');
    terminal.press('\u0015', '720h', 'enter');
    await terminal.says('update --cert-expiry 720h');
    terminal.press('y');
    await terminal.shows('720h0m0s, an hour back');
    expect(await manager.output('info', '--format', '{{.Swarm.Cluster.Spec.CAConfig.NodeCertExpiry}}')).toBe(
      '720h0m0s',
    );
    terminal.press('p');
    await terminal.shows('BEGIN CERTIFICATE');
    expectOverlay(terminal.grid, 'swarm-root-ca.crt');
    terminal.press('escape');
    await terminal.hides('BEGIN CERTIFICATE');
    terminal.press('y');
    await terminal.shows('the root copied');
    const root = await manager.readCertificate('swarm-root-ca.crt');
    expect(terminal.written).toContain(Buffer.from(root).toString('base64'));
  });

  it('promote a worker, and demote it again', async () => {
    await using terminal = await opened();
    terminal.press('/', 'worker', 'enter');
    await terminal.shows('Nodes 1 of 2');
    terminal.press('P');
    await terminal.says(`node promote ${await worker.nodeId()}`);
    terminal.press('y');
    await terminal.shows('Nodes 0 of 2', 60_000);
    terminal.press('/', '\u0015', 'manager', 'enter');
    await terminal.shows(/▌ \S+ +manager +ready/, 60_000);
    terminal.press('enter');
    await terminal.shows('swarm-manager', 60_000);
    terminal.press('D');
    await terminal.shows('Do it?');
    terminal.press('y');
    await terminal.shows('swarm-worker', 60_000);
    expectWhole(terminal.grid, 'What others look at');
  }, 240_000);

  it('have no command of labs in the palette', async () => {
    await using terminal = await opened();
    terminal.press(':', 'clock speed');
    await terminal.shows(/No command fits that|: clock speed/);
    expect(terminal.text).not.toContain('$ clock speed');
  });

  it('rotate the root when they are asked to, and show how it goes and whom it waits for', async () => {
    const before = await digestOf();
    await worker.pause();
    await using terminal = await opened();
    terminal.press('3');
    await terminal.shows('No rotation is under way');
    terminal.press('r');
    await terminal.shows('Do it?');
    expect(terminal.text).toContain(`on   unix://${manager.socket}`);
    terminal.press('y');
    const [, from = '', to = ''] =
      /root (\w{8}) ═▶ (\w{8}) /.exec(await terminal.shows(/root \w{8} ═▶ \w{8} /, 60_000)) ?? [];
    await terminal.shows('1/2 nodes', 60_000);
    expectWhole(terminal.grid, 'Rotate the root', 'Waits for 1');
    // Nobody trusts two roots: the one that has renewed is of the new key, and trusts the old one.
    await terminal.shows(new RegExp(`${to} ✔ +${from} `));
    expect(terminal.text).toMatch(new RegExp(`${from} · +${from} `));
    terminal.press('m');
    await terminal.shows(new RegExp(`1 worker +${from} +${from} +\\? +\\(✔\\)`));
    await terminal.shows('cells broken so far: 0');
    expectWhole(terminal.grid, 'Who accepts whom');
    terminal.press('2');
    await terminal.shows(`${from} ═ has signed ═▶ ${to}`);
    await worker.resume();
    terminal.press('3');
    await terminal.shows(`No rotation is under way: all trust ${to}`, 120_000);
    expectWhole(terminal.grid, 'Rotate the root');
    expect(await digestOf()).not.toBe(before);
  }, 240_000);

  it('rotate to a root of one’s own, and back to it from a rotation that is not wanted any more', async () => {
    const own = await makeRoot(Date.now());
    await writeFile(join(user.directory, 'own.pem'), own.pem);
    await writeFile(join(user.directory, 'own-key.pem'), own.key.export({ format: 'pem', type: 'pkcs8' }), {
      mode: 0o600,
    });
    await using terminal = await opened();
    const toOwn = async (): Promise<void> => {
      terminal.press('o');
      await terminal.shows('Certificate of the new root');
      terminal.press('own.pem', 'enter');
      await terminal.shows('Its key (PEM file)');
      terminal.press('own-key.pem', 'enter');
      await terminal.says('--ca-cert own.pem --ca-key own-key.pem');
      terminal.press('y');
    };
    terminal.press('3');
    await terminal.shows('No rotation is under way');
    const before = await digestOf();
    await toOwn();
    await terminal.shows(/root \w{8} ═▶ \w{8} /, 60_000);
    await terminal.shows('No rotation is under way', 120_000);
    const wanted = await digestOf();
    expect(wanted).not.toBe(before);

    await worker.pause();
    terminal.press('r');
    await terminal.shows('Do it?');
    terminal.press('y');
    await terminal.shows('Waits for 1', 60_000);
    await toOwn();
    // It is aborted at once, whoever is away: nobody has to do anything for that.
    await terminal.shows('No rotation is under way', 60_000);
    expectWhole(terminal.grid, 'Rotate the root', 'This node');
    await worker.resume();
    expect(await digestOf()).toBe(wanted);
  }, 300_000);

  it('make a swarm of an engine that is in none, and leave it again', async () => {
    await using fresh = await Engine.start('tf');
    await using terminal = user.terminal(['--host', `unix://${fresh.socket}`], { columns: 100, rows: 30 });
    await terminal.shows('Create a swarm');
    await terminal.shows('c create');
    // Samples are simulated nodes.
    expect(terminal.text).not.toContain('look at a sample');
    for (const [label, value] of [
      ['Listen address', `${fresh.address}:2377`],
      ['Advertise address', fresh.address],
    ] as const) {
      terminal.press(...(label === 'Listen address' ? ['down', 'down', 'down'] : ['down']), 'enter');
      await terminal.shows(new RegExp(`^ ${label} `, 'm'));
      terminal.press('\u0015', value, 'enter');
      await terminal.hides(new RegExp(`^ ${label} `, 'm'));
    }
    terminal.press('c');
    await terminal.says(`init --listen-addr ${fresh.address}:2377 --advertise-addr ${fresh.address}`);
    terminal.press('y');
    await terminal.shows('Nodes 1 of 1');
    expect(await fresh.localNodeState()).toBe('active');
    terminal.press(':', 'leave --force', 'enter');
    await terminal.shows('Type leave to do it');
    terminal.press('leave', 'enter');
    await terminal.shows('Create a swarm');
    expect(await fresh.localNodeState()).toBe('inactive');
  });

  it('change nothing with --read-only', async () => {
    await using terminal = await opened(100, 30, '--read-only');
    terminal.press('3', 'r', 'o', '4', 'n', '1', 'P', 'D', 'X', ':', 'ca --rotate', 'enter');
    await terminal.shows('this is --read-only');
    expect(terminal.text).not.toContain('Do it?');
  });
});
