import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveLabOf, testUser } from '../host/hosts.ts';
import type { ServedLab, TestUser } from '../host/hosts.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { dockerCommandLines, hearing } from './docker-cli.ts';

type Docker = (...words: readonly string[]) => Promise<string>;

/** What one is told to run on another machine, without the word `docker`. */
function joinCommandIn(text: string): readonly string[] {
  const [, words] = /^ {4}docker (swarm join --token \S+ \S+)$/m.exec(text) ?? [];
  return words?.split(' ') ?? expect.fail('there is no command to join');
}

describe.skipIf(dockerMissing)('docker alone, between a real engine and a lab', () => {
  let user: TestUser;
  let served: ServedLab;
  let real: Engine;
  let onLab: Docker;
  let onReal: Docker;

  beforeAll(async () => {
    user = await testUser();
    [served, real] = await Promise.all([serveLabOf(user), Engine.start('real')]);
    onLab = dockerOf(served.host.socketPath);
    onReal = dockerOf(real.socket);
  });
  afterAll(async () => {
    await Promise.all([served?.[Symbol.asyncDispose](), real?.remove()]);
    await user?.[Symbol.asyncDispose]();
  });

  function dockerOf(socket: string): Docker {
    const [docker] = dockerCommandLines(socket, user.path);
    return hearing(docker ?? expect.fail('there is no docker'));
  }

  /** Waits until a manager says so of a node: its state, and whether its certificate is the right one. */
  const untilReady = (docker: Docker, hostnames: number): Promise<true> =>
    eventually('all nodes are ready', async (note) => {
      const listed = note(await docker('node', 'ls', '--format', '{{.Status}} {{.TLSStatus}}')).split('\n');
      return (listed.length === hostnames && listed.every((line) => line === 'Ready Ready')) || undefined;
    });

  /** One makes a swarm, the other joins it, follows a rotation, and leaves; the first removes it. */
  async function through(first: Docker, second: Docker, own: { readonly first: string[]; readonly second: string[] }) {
    const command = joinCommandIn(await first('swarm', 'init', '--dispatcher-heartbeat', '1s', ...own.first));
    const [, , , , address = ''] = command;
    const withoutToken = await second('swarm', 'join', ...own.second, address);
    expect(withoutToken).toMatch(/^1: .*(invalid join token|A valid join token is necessary to join this cluster)$/);
    const [group = '', verb = '', ...rest] = command;
    expect(await second(group, verb, ...own.second, ...rest)).toBe('This node joined a swarm as a worker.');
    const id = await second('info', '--format', '{{.Swarm.NodeID}}');
    await untilReady(first, 2);
    expect(await first('node', 'inspect', id, '--format', '{{.Spec.Role}} {{.Status.State}}')).toBe('worker ready');
    expect(await second('node', 'ls')).toContain("Worker nodes can't be used to view or modify cluster state.");

    const before = await first('swarm', 'ca');
    expect(await first('swarm', 'ca', '--rotate', '--quiet')).toBe('');
    const after = await first('swarm', 'ca');
    expect(after).not.toBe(before);
    await untilReady(first, 2);
    const trustOf = (node: string) => first('node', 'inspect', node, '--format', '{{.Description.TLSInfo.TrustRoot}}');
    expect(await trustOf(id)).toBe(after);

    expect(await first('node', 'rm', id)).toMatch(/^1: .*node .* is not down and can't be removed$/);
    expect(await second('swarm', 'leave')).toBe('Node left the swarm.');
    await eventually('it is down', async (note) => {
      return note(await first('node', 'inspect', id, '--format', '{{.Status.State}}')) === 'down' || undefined;
    });
    expect(await first('node', 'rm', id)).toBe(id);
    await untilReady(first, 1);
    // The tokens went with the root before.
    expect(joinCommandIn(await first('swarm', 'join-token', 'worker'))).not.toEqual(command);
    expect(await first('swarm', 'leave', '--force')).toBe('Node left the swarm.');
  }

  const ofLab = ['--listen-addr', '127.0.0.1:0'];
  const ofReal = (): string[] => ['--listen-addr', `${real.address}:2377`, '--advertise-addr', real.address];

  it('a real engine joins a lab by the command that the lab printed, follows a rotation, leaves, and is removed', () =>
    through(onLab, onReal, { first: ofLab, second: ofReal() }));

  it('a lab joins a real engine by the command that the engine printed, follows a rotation, leaves, and is removed', () =>
    through(onReal, onLab, { first: ofReal(), second: ofLab }));
});
