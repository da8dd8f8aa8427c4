import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../tools/eventually.ts';
import { joinNodesTo, outputOn, runOn, subjectKinds } from '../tools/subjects.ts';
import type { Subject } from '../tools/subjects.ts';

/** `node-1 Ready`, line by line. */
async function nodesOf(subject: Subject): Promise<readonly string[]> {
  const listed = await outputOn(subject, 'node', 'ls', '--format', '{{.Hostname}} {{.Status}}');
  return listed.split('\n').toSorted();
}

async function untilAre(subject: Subject, status: string, names: readonly string[]): Promise<void> {
  await eventually(`${names.join(', ')} are ${status}`, async (note) => {
    const listed = note(await nodesOf(subject));
    return names.every((name) => listed.includes(`${name} ${status}`)) || undefined;
  });
}

describe.for(subjectKinds)('swarmpki join --count', ({ name, missing, start }) => {
  it.skipIf(missing)(`gives nodes to ${name}: they join, renew, follow the root, and are down afterwards`, async () => {
    await using subject = await start();
    await outputOn(subject, 'init', ...subject.addresses);
    const directory = join(subject.directory, 'nodes');
    const names = ['box-1', 'box-2', 'box-3'];
    const wishes = ['--name', 'box', '--dir', directory];
    await using nodes = await joinNodesTo(subject, 3, wishes);
    await nodes.says(/3 nodes live in this process; Ctrl-C ends them/);
    await untilAre(subject, 'Ready', names);
    expect((await readdir(directory)).toSorted()).toEqual(names);
    const key = join(directory, 'box-1', 'swarm', 'certificates', 'swarm-node.key');
    expect((await stat(key)).mode & 0o777).toBe(0o600);

    expect((await runOn(subject, 'ca', '--rotate', '--quiet')).code).toBe(0);
    for (const one of names) {
      await nodes.says(new RegExp(`^${one}: renewed, certificate valid until .* UTC$`, 'm'));
      await nodes.says(new RegExp(`^${one}: trusts another root now, [0-9a-f]{64}$`, 'm'));
    }

    expect(await nodes.interrupt()).toBe(130);
    const [ids = ''] = await nodes.says(/^ {4}docker node rm --force (.*)$/m);
    expect(ids.split(' ')).toHaveLength(3);
    expect(nodes.said).not.toContain('SWMTKN');

    // They are taken up from their files: the token is not used, and nobody joins anew.
    await using again = await joinNodesTo(subject, 3, wishes);
    for (const one of names) await again.says(new RegExp(`^${one}: is \\w+ again, certificate valid until`, 'm'));
    await untilAre(subject, 'Ready', names);
    expect(await nodesOf(subject)).toHaveLength(4);
    await again.interrupt();
    await outputOn(subject, 'node', 'rm', '--force', ...ids.split(' '));
    expect(await nodesOf(subject)).toHaveLength(1);
  });

  it.skipIf(missing)(`tells of ${name} that its token is refused, and that a manager’s is none for it`, async () => {
    await using subject = await start();
    await outputOn(subject, 'init', ...subject.addresses);
    await using stranger = await joinNodesTo(subject, 2, [], (token) => token.replace(/-\w+$/, `-${'0'.repeat(25)}`));
    await stranger.says(/^swarmpki: .*(A valid join token is necessary|join token)/m);
    expect(await stranger.ended()).toBe(1);
    await using manager = await joinNodesTo(subject, 2, [], undefined, 'manager');
    await manager.says(/was made a manager of this swarm, and swarmpki runs no raft/);
    expect(await manager.ended()).toBe(1);
  });
});
