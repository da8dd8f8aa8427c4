import { describe, expect, it } from 'vitest';
import type { SwarmSight } from '@swarmpki/core/engine/watch';
import { nodeSight, swarmSight } from '../../testing/sight.ts';
import { beginning } from '../../testing/state.ts';
import type { State } from '../state.ts';
import { whyNothing } from './nothing.ts';

type Swarm = SwarmSight['info']['Swarm'];

const words = (wishes: Partial<State>): string =>
  whyNothing(beginning({ link: { kind: 'live' }, ...wishes }))?.text ?? '';

function without(swarm: Partial<Swarm>, refusal?: string): SwarmSight {
  const sight = swarmSight([]);
  return { ...sight, swarm: undefined, refusal, info: { ...sight.info, Swarm: { ...sight.info.Swarm, ...swarm } } };
}

describe('an engine of which no swarm is seen', () => {
  it('says why it is out of reach, and what to do next', () => {
    const link = { kind: 'lost', reason: 'connect EACCES /run/docker.sock', next: 'Join the group docker' } as const;
    expect(words({ link })).toBe('the lab is out of reach: connect EACCES /run/docker.sock. Join the group docker.');
    expect(words({ link, sight: swarmSight([]) })).toContain('What is shown is what was seen last.');
  });

  it('may be a manager without a leader: in its own words', () => {
    const refusal = "The swarm does not have a leader. It's possible that too few managers are online.";
    expect(words({ sight: without({ ControlAvailable: true }, refusal) })).toContain(refusal);
  });

  it('may be a worker, about to join, or unable to', () => {
    expect(words({ sight: without({ ControlAvailable: false }) })).toContain('is a worker');
    expect(words({ sight: without({ LocalNodeState: 'pending' }) })).toContain('about to join');
    expect(words({ sight: without({ LocalNodeState: 'pending', Error: 'no route' }) })).toBe(
      'This engine is about to join a swarm, and cannot yet: no route.',
    );
    expect(words({ sight: without({ LocalNodeState: 'error', Error: 'certificate has expired' }) })).toContain(
      'cannot take part in it: certificate has expired.',
    );
    expect(words({ sight: without({ LocalNodeState: 'inactive' }) })).toBe('There is no swarm here yet.');
  });

  it('is no worker where its own node is a manager that is stopped, as a lab tells', () => {
    const own = nodeSight({ id: 'own', name: 'manager-1', role: 'manager', state: 'down', place: 'stopped' });
    const stopped = { ...without({ ControlAvailable: false, NodeID: 'own' }), nodes: new Map([['own', own]]) };
    expect(words({ sight: stopped })).toBe(
      'manager-1, the node of this engine itself, is stopped. Until it is started (1, S) no command reaches the swarm.',
    );
    const away = { ...stopped, nodes: new Map([['own', { ...own, place: 'here' as const }]]) };
    expect(words({ sight: away })).toContain('manager-1, the node of this engine itself, does not act as a manager');
    const worker = { ...stopped, nodes: new Map([['own', nodeSight({ id: 'own' })]]) };
    expect(words({ sight: worker })).toContain('is a worker');
  });

  it('is not one that shows its swarm', () => {
    expect(whyNothing(beginning({ link: { kind: 'live' }, sight: swarmSight([]) }))).toBeUndefined();
  });
});
