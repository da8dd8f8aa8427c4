import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { node } from '../../packages/core/src/engine/shapes/node.ts';
import { swarm } from '../../packages/core/src/engine/shapes/swarm.ts';
import { issuedAnew, leaderOf, nodeOf, swarmOf } from '../../packages/core/src/testing/engine-double.ts';
import { answer, json, playEngine } from '../../packages/core/src/testing/scripted-engine.ts';
import type { ScriptedEngine } from '../../packages/core/src/testing/scripted-engine.ts';
import { run } from '../tools/run.ts';
import type { RunResult } from '../tools/run.ts';

const program = fileURLToPath(new URL('../../packages/tui/src/cli/main.ts', import.meta.url));

function start(...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--no-warnings', program, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
}

function swarmpki(words: readonly string[], input = ''): Promise<RunResult> {
  return run(process.execPath, ['--no-warnings', program, ...words], { input });
}

/** An engine whose swarm rotates its root for ever, since a node of it is down. */
function rotatingEngine(): Promise<ScriptedEngine> {
  const stuck = swarmOf({ RootRotationInProgress: true, TLSInfo: issuedAnew });
  const nodes = [leaderOf('m1'), nodeOf('w1', { Status: { State: 'down', Message: '', Addr: '' } })];
  return playEngine({
    'GET /v1.41/swarm': json(swarm.write(stuck)),
    'GET /v1.41/services?filters=%7B%22name%22%3A%5B%22ucp-%22%5D%7D': json([]),
    'GET /v1.41/nodes': json(nodes.map((one) => node.write(one))),
    'POST /v1.41/swarm/update?version=7&rotateWorkerToken=false&rotateManagerToken=false&rotateManagerUnlockKey=false':
      answer(200),
    'POST /v1.41/swarm/join': answer(503, '{"message":"no"}', 'content-type: application/json\r\n'),
  });
}

function hostOf({ endpoint: { address } }: ScriptedEngine): string {
  if (address.kind !== 'unix') throw new Error('it is not at a socket');
  return `unix://${address.path}`;
}

describe('the program', () => {
  it('tells its version', async () => {
    expect(await swarmpki(['--version'])).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
  });

  it('says that there is no engine, on the error stream, with code 1', async () => {
    const { code, stdout, stderr } = await swarmpki(['-H', 'unix:///nowhere/x.sock', 'ca']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^swarmpki: .*\/nowhere\/x\.sock/);
    expect((await swarmpki(['ca', '--no'])).code).toBe(125);
  });

  it('takes a token from its input, and shows it nowhere', async () => {
    await using engine = await rotatingEngine();
    const { code, stdout, stderr } = await swarmpki(
      ['--host', hostOf(engine), 'join', '--token', '-', '10.0.0.1:2377'],
      'SWMTKN-1-secret\n',
    );
    expect([code, stdout, stderr]).toEqual([1, '', 'swarmpki: Error response from daemon: no\n']);
    expect(engine.heard.at(-1)).toContain('"JoinToken":"SWMTKN-1-secret"');
  });

  it('stops to look when it is interrupted, and says that the rotation goes on', async () => {
    await using engine = await rotatingEngine();
    using child = start('--host', hostOf(engine), 'ca', '--rotate');
    const [out, err] = [text(child.stdout ?? expect.unreachable()), text(child.stderr ?? expect.unreachable())];
    // It has looked at the nodes: once for what holds the rotation up, and then to follow it.
    await expect.poll(() => looksAtNodes(engine), { timeout: 20_000 }).toBeGreaterThan(2);
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(130);
    expect(await out).toMatch(
      /\nOperation continuing in background\.\nUse `swarmpki --host \S+ node ls .*` to check progress\.\n$/,
    );
    expect((await err).split('\n').filter((line) => line.startsWith('waiting:'))).toHaveLength(1);
  });

  it('ends quietly when nobody reads its output any more', async () => {
    await using engine = await rotatingEngine();
    using child = start('--host', hostOf(engine), 'ca', '--rotate');
    const err = text(child.stderr ?? expect.unreachable());
    child.stdout?.destroy();
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(141);
    expect(await err).not.toContain('swarmpki:');
  });
});

function looksAtNodes({ heard }: ScriptedEngine): number {
  return heard.filter((request) => request.startsWith('GET /v1.41/nodes')).length;
}
