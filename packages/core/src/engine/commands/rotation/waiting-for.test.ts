import { describe, expect, it } from 'vitest';
import { issued, issuedAnew, nodeOf, swarmOf } from '../../../testing/engine-double.ts';
import { waitingFor } from './waiting-for.ts';

const rotating = swarmOf({ RootRotationInProgress: true, TLSInfo: issuedAnew });

describe('for whom a rotation waits', () => {
  it('is nobody who has renewed, whatever the node’s state', () => {
    const done = nodeOf('a', { Status: { State: 'down', Message: '', Addr: '' } }, issuedAnew);
    expect(waitingFor(rotating, [done], 10_000, 'swarmpki')).toEqual([]);
  });

  it('gives nodes that answer four seconds', () => {
    expect(waitingFor(rotating, [nodeOf('a')], 3_999, 'swarmpki')).toEqual([]);
    expect(waitingFor(rotating, [nodeOf('a')], 4_000, 'swarmpki')).toHaveLength(1);
  });

  it('is, after the end, whoever has not taken the new root', () => {
    const ended = swarmOf({ TLSInfo: { ...issuedAnew, TrustRoot: 'new' } });
    const [late] = waitingFor(ended, [nodeOf('a', {}, issuedAnew)], 5_000, 'swarmpki');
    expect(late?.why).toBe('host-a (a) is ready and has not taken the new root for 5 s');
  });

  it('is the manager, when all nodes are done and it does not end it for half a minute', () => {
    const nodes = [nodeOf('a', {}, issuedAnew)];
    expect(waitingFor(rotating, nodes, 29_999, 'swarmpki')).toEqual([]);
    expect(waitingFor(rotating, nodes, 30_000, 'swarmpki')).toMatchObject([
      { key: 'manager', remedy: 'another rotation ends: swarmpki ca --rotate' },
    ]);
  });

  it('tells a time that it cannot read as it is', () => {
    const down = nodeOf('a', { UpdatedAt: 'lately', Status: { State: 'down', Message: '', Addr: '' } }, issued);
    expect(waitingFor(rotating, [down], 0, 'swarmpki')[0]?.why).toBe('host-a (a) is down since lately');
  });
});
