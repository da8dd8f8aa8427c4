import { beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../clock/manual-clock.ts';
import type { ManualClock } from '../clock/manual-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import { newNode } from '../swarm/found.ts';
import { needs } from '../swarm/needs.ts';
import { noon } from '../testing/certificates.ts';
import { foundTestSwarm, viewOf } from '../testing/swarm.ts';
import { Quorum } from './quorum.ts';
import type { Member } from './quorum.ts';

const first = 'm'.repeat(25);
const noLeader = { code: 'Unknown', message: expect.stringContaining('The swarm does not have a leader') };

let quorum: Quorum;
let realTime: ManualClock;
let errors: unknown[];
let disk: () => void;
/** Whether an external CA answers. */
let isReachable: () => Promise<boolean>;

/** A swarm of three managers, none of which runs. */
beforeEach(async () => {
  const rows = viewOf((await foundTestSwarm()).changes);
  for (const [index, id] of ['second', 'third'].entries()) {
    const manager = { raftId: index + 2, addr: '', leader: false };
    rows.apply([{ kind: 'node', node: { ...newNode(id, 'manager', noon + index + 1), manager } }]);
  }
  realTime = manualClock(noon);
  [errors, disk] = [[], () => undefined];
  quorum = new Quorum({
    rows,
    store: { commit: () => disk() },
    clock: realTime,
    realTime,
    entropy: systemEntropy,
    onError: (error) => errors.push(error),
  });
});

function member(nodeId: string): Member {
  return {
    nodeId,
    address: `${nodeId}:2377`,
    externalCas: {
      signer: () => expect.fail('nothing is signed here'),
      isReachable: () => isReachable(),
      crossSign: () => expect.fail('nothing is signed here'),
    },
  };
}

async function enter(...nodeIds: string[]): Promise<void> {
  for (const nodeId of nodeIds) await quorum.enter(member(nodeId));
}

/** A command that asks an external CA first. */
function askOutside(): Promise<void> {
  return quorum.request((_state, _context, answered) =>
    answered.length === 0
      ? needs({ kind: 'reachable-ca', caCert: '', urls: [] })
      : { outcome: 'accepted', changes: [], entry: undefined, effects: [], reply: undefined },
  );
}

describe('Quorum', () => {
  it('has a leader, and says where it listens, as long as more than half of the managers run', async () => {
    await enter(first);
    expect([quorum.leader, quorum.leaderAddress]).toEqual([undefined, undefined]);
    await enter('second');
    expect([quorum.leader?.nodeId, quorum.leaderAddress]).toEqual([first, `${first}:2377`]);
    await enter('third');
    await quorum.leave(first);
    expect(quorum.leaderAddress).toBe('second:2377');
    await quorum.leave('second');
    expect(quorum.leader).toBeUndefined();
    quorum.close();
  });

  it('does not wait for an election in vain that the disk refused, nor lets lead whoever is gone', async () => {
    await enter(first, 'second', 'third');
    const failure = new Error('the disk is full');
    disk = () => {
      throw failure;
    };
    await quorum.leave(first);
    expect(quorum.leader).toBeUndefined();
    expect(errors).toContain(failure);
    disk = () => undefined;
    realTime.advance(1_000);
    await quorum.elect();
    expect(quorum.leader?.nodeId).toBe('second');
    quorum.close();
  });

  it('decides nothing once nobody leads, though it was asked before', async () => {
    await enter(first, 'second');
    const answer = Promise.withResolvers<boolean>();
    isReachable = () => answer.promise;
    const asked = askOutside();
    await quorum.leave('second');
    answer.resolve(true);
    await expect(asked).rejects.toMatchObject(noLeader);
    await enter('second');
    await expect(askOutside()).resolves.toBeUndefined();
    quorum.close();
  });

  it('leads nobody and leaves no timer when it is closed, whoever enters or leaves then', async () => {
    const entering = enter(first, 'second');
    quorum.close();
    await entering;
    await enter('third');
    await quorum.leave(first);
    await quorum.elect();
    expect(quorum.leader).toBeUndefined();
    await expect(quorum.perform(() => expect.fail('it is closed'))).rejects.toMatchObject(noLeader);
    expect([realTime.pending, errors]).toEqual([0, []]);
  });
});
