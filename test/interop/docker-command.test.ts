import { describe, expect, it } from 'vitest';
import { serveLabOf, testUser } from '../host/hosts.ts';
import { dockerMissing } from '../tools/docker.ts';
import { dockerCommandLines, hearing } from './docker-cli.ts';

describe.skipIf(dockerMissing)('Docker’s own command', () => {
  it('makes a swarm of a lab, rotates its root, locks it, and leaves it', async () => {
    await using user = await testUser();
    await using served = await serveLabOf(user);
    const { host } = served;
    const [program] = dockerCommandLines(host.socketPath, user.path);
    const docker = hearing(program ?? expect.fail('there is no docker'));
    expect(await docker('node', 'ls')).toMatch(/^1: .*This node is not a swarm manager\. Use "docker swarm init"/);
    const initialized = await docker('swarm', 'init', '--listen-addr', '127.0.0.1:0');
    const lab = host.engine.membership?.lab ?? expect.fail('there is no lab');
    const token = await docker('swarm', 'join-token', '--quiet', 'worker');
    expect(initialized).toContain('is now a manager.');
    expect(initialized).toContain(`docker swarm join --token ${token} ${lab.manager.address}`);

    const { node } = await lab.join('worker-1', token);
    await lab.until('it is there', ({ isSettled }) => isSettled);
    const listed = '{{.Hostname}} {{.Status}} {{.ManagerStatus}} {{.TLSStatus}}';
    const nodes = (await docker('node', 'ls', '--format', listed)).split('\n').map((line) => line.trim());
    expect(nodes.toSorted()).toEqual(['manager-1 Ready Leader Ready', 'worker-1 Ready  Ready']);
    expect(await docker('node', 'update', '--label-add', 'a=b', 'worker-1')).toBe('worker-1');
    expect(await docker('node', 'promote', 'worker-1')).toBe('Node worker-1 promoted to a manager in the swarm.');
    await lab.until('it is a manager', ({ state }) => state.nodes.get(node.id)?.manager !== undefined);
    expect(await docker('swarm', 'leave')).toMatch(/Removing this node leaves 1 managers out of 2\./);

    const before = await docker('swarm', 'ca');
    // Before it stands how far the rotation has come.
    const [after] = /-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----$/.exec(
      await docker('swarm', 'ca', '--rotate'),
    ) ?? ['nothing'];
    expect(after).not.toBe(before);
    expect(`${after}\n`).toBe(lab.state.cluster.rootCa.caCert);

    expect(await docker('swarm', 'update', '--autolock=true')).toContain('SWMKEY-1-');
    expect(await docker('swarm', 'unlock-key', '--quiet')).toBe(await host.engine.unlockKey());
    expect(await docker('info', '--format', '{{.Swarm.LocalNodeState}} {{.Swarm.Nodes}}')).toBe('active 2');
    expect(await docker('swarm', 'leave', '--force')).toBe('Node left the swarm.');
    expect(await docker('info', '--format', '{{.Swarm.LocalNodeState}}')).toBe('inactive');
  });

  it('is told in one readable line that a lab runs no containers', async () => {
    await using user = await testUser();
    await using served = await serveLabOf(user);
    const { host } = served;
    for (const docker of dockerCommandLines(host.socketPath, user.path)) {
      await docker.run(['swarm', 'init', '--listen-addr', '127.0.0.1:0']);
      for (const [command, family] of [
        ['container ls', 'containers'],
        ['ps --all', 'containers'],
        ['service ls', 'services'],
        ['service create nginx', 'services'],
        ['stack ls', 'services'],
        ['image ls', 'images'],
        ['network ls', 'networks'],
        ['volume ls', 'volumes'],
        ['secret ls', 'secrets'],
        ['config ls', 'configs'],
        ['node ps', 'tasks'],
        ['run busybox', 'containers'],
        ['system df', 'system'],
      ] as const) {
        const { code, stdout, stderr } = await docker.run(command.split(' '));
        const told = `there is no /${family} here: this engine is a swarmpki lab, which runs the PKI of a swarm and no containers`;
        expect([command, code, stdout], stderr).toEqual([command, command.startsWith('run') ? 125 : 1, '']);
        expect(stderr, command).toMatch(new RegExp(`^(docker: )?Error response from daemon: ${told}`));
      }
    }
  });
});
