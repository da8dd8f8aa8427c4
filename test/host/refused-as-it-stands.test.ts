import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileNames } from '../../packages/core/src/keyfile/node-files.ts';
import { places } from '../../packages/core/src/lab/places.ts';
import { ask } from '../tools/ask.ts';
import { eventually } from '../tools/eventually.ts';
import { joinLab, labOf } from '../tools/lab-engines.ts';
import { startCrew } from '../tools/swarm.ts';
import { alreadyPart, leaving, listen, notAManager } from './bad-requests.ts';
import type { BadRequest } from './bad-requests.ts';
import { expectAnswers } from './expect-answers.ts';
import { serveLabOf, testUser } from './hosts.ts';
import type { ServedLab, TestUser } from './hosts.ts';

// How a swarm stands decides on these; the words are Docker's (docs/protocol.md §11.6).
const worker =
  "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. " +
  'Please run this command on a manager node or promote the current node to a manager.';
const preparing =
  'This node is not a swarm manager. Manager is being prepared or has trouble connecting to the cluster.';
const noLeader =
  "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. " +
  'Make sure more than half of the managers are online.';
const lostConsensus =
  'The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. ' +
  'Use `--force` to suppress this message.';
const mayLose = 'Doing so may lose the consensus of your cluster. ';
const leavesFew = (left: number, all: number): string =>
  `Removing this node leaves ${left} managers out of ${all}. Without a Raft quorum your swarm will be inaccessible. `;

const nodeSpec = { Role: 'worker', Availability: 'active' };

/** All that takes a manager. */
function managersWork(status: number, message: string): readonly BadRequest[] {
  const calls = ['GET /swarm', 'GET /swarm/unlockkey', 'GET /nodes', 'GET /nodes/x', 'DELETE /nodes/x'];
  return [
    ...calls.map((call) => ({ call, status, message })),
    { call: 'POST /swarm/update?version=1', body: {}, status, message },
    { call: 'POST /nodes/x/update?version=1', body: nodeSpec, status, message },
  ];
}

const asAMember: readonly BadRequest[] = [
  { call: 'POST /swarm/init', body: listen, status: 503, message: alreadyPart },
  { call: 'POST /swarm/join', body: { ...listen, RemoteAddrs: ['127.0.0.1:1'] }, status: 503, message: alreadyPart },
];

function toLeave(message: string): BadRequest {
  return { call: 'POST /swarm/leave', status: 503, message };
}

/** A lab with managers, at a socket. */
async function serveManagers(user: TestUser, managers: number): Promise<ServedLab & { readonly socket: string }> {
  const served = await serveLabOf(user);
  const { engine, socketPath: socket } = served.host;
  expect(await ask(socket, 'POST', '/swarm/init', listen)).toMatchObject({ status: 200 });
  for (let number = 2; number <= managers; number++) await joinLab(engine, `manager-${number}`, 'manager');
  return { ...served, socket };
}

describe('an engine refuses, word for word as Docker does,', () => {
  it('what takes a manager, while it is a worker', async () => {
    await using user = await testUser();
    await using other = await testUser();
    await using served = await serveManagers(user, 1);
    await using guest = await serveLabOf(other);
    const lab = labOf(served.host.engine);
    const wish = { ...listen, RemoteAddrs: [lab.manager.address], JoinToken: lab.joinToken('worker') };
    expect(await ask(guest.host.socketPath, 'POST', '/swarm/join', wish)).toMatchObject({ status: 200 });
    await expectAnswers(guest.host.socketPath, [...managersWork(503, worker), ...asAMember]);
    expect(await ask(guest.host.socketPath, 'POST', '/swarm/leave')).toMatchObject({ status: 200 });
    await expectAnswers(guest.host.socketPath, managersWork(503, notAManager));
  });

  it('what takes a manager, while its own does not run', async () => {
    await using user = await testUser();
    await using served = await serveManagers(user, 3);
    await served.host.engine.membership?.stopNode('manager-1');
    await expectAnswers(served.socket, [
      ...managersWork(503, preparing),
      ...asAMember,
      toLeave(leaving + mayLose + lostConsensus),
    ]);
    await served.host.engine.membership?.startNode('manager-1');
    expect(await ask(served.socket, 'GET', '/swarm')).toMatchObject({ status: 200 });
  });

  it('whatever is asked, while too few managers run for one to lead', async () => {
    await using user = await testUser();
    await using served = await serveManagers(user, 2);
    await served.host.engine.membership?.stopNode('manager-2');
    await expectAnswers(served.socket, [
      ...managersWork(500, noLeader),
      ...asAMember,
      toLeave(leaving + leavesFew(0, 2) + lostConsensus),
    ]);
    await served.host.engine.membership?.startNode('manager-2');
    expect(await ask(served.socket, 'GET', '/swarm')).toMatchObject({ status: 200 });
  });

  it('to leave, and counts the managers that stay', async () => {
    await using user = await testUser();
    await using served = await serveManagers(user, 2);
    const { engine } = served.host;
    await expectAnswers(served.socket, [toLeave(leaving + leavesFew(1, 2) + lostConsensus)]);
    await joinLab(engine, 'manager-3', 'manager');
    await engine.membership?.stopNode('manager-3');
    await expectAnswers(served.socket, [toLeave(leaving + leavesFew(1, 3) + lostConsensus)]);
    await engine.membership?.startNode('manager-3');
    await joinLab(engine, 'manager-4', 'manager');
    await expectAnswers(served.socket, [toLeave(leaving + lostConsensus)]);
  });

  it('to leave, when it could not take up what it has on its disk', async () => {
    await using user = await testUser();
    const served = await serveManagers(user, 1);
    const { directory } = served.host;
    await served[Symbol.asyncDispose]();
    await rm(join(places.certificates(directory, 'manager-1'), fileNames.key));
    await using again = await serveLabOf(user);
    await expectAnswers(again.host.socketPath, [
      ...managersWork(503, notAManager),
      toLeave(leaving + mayLose + lostConsensus),
    ]);
  });

  it('a name that several nodes have, and the beginning of several ids', async () => {
    await using user = await testUser();
    await using served = await serveManagers(user, 1);
    const lab = labOf(served.host.engine);
    const [address, token] = [lab.manager.address, lab.joinToken('worker')];
    // All crews call theirs alike. And there are but 36 characters that an id begins with.
    await using crew = await startCrew(address, token, 40);
    await using twin = await startCrew(address, token, 1);
    const ids = await eventually('all have said what they are called', async () => {
      const { body } = await ask(served.socket, 'GET', '/nodes');
      const nodes = body as readonly { readonly ID: string; readonly Description: { readonly Hostname: string } }[];
      const named = nodes.filter(({ Description }) => Description.Hostname !== '').map(({ ID }) => ID);
      return named.length === 1 + crew.nodes.length + twin.nodes.length ? named : undefined;
    });
    const beginnings = Map.groupBy(ids, (id) => id.slice(0, 1));
    const [beginning = '', those = []] = [...beginnings].find(([, alike]) => alike.length > 1) ?? [];
    for (const [name, matches] of [['crew-0', 2] as const, [beginning, those.length] as const]) {
      const [status, message] = [400, `node ${name} is ambiguous (${matches} matches found)`];
      await expectAnswers(served.socket, [
        { call: `GET /nodes/${name}`, status, message },
        { call: `DELETE /nodes/${name}`, status, message },
        { call: `DELETE /nodes/${name}?force=1`, status, message },
        { call: `POST /nodes/${name}/update?version=1`, body: nodeSpec, status, message },
      ]);
    }
  });
});
