import { describe, expect, it } from 'vitest';
import { labChange } from './change.ts';
import { clockChange, labClock } from './clock.ts';
import { addNodes, faultChange, labNodeRow } from './node-row.ts';
import type { LabNodeRow } from './node-row.ts';
import { labRotation, labSwarm } from './rotation.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const row: LabNodeRow = {
  ...labNodeRow.zero,
  ID: 'n'.repeat(25),
  Name: 'worker-1234',
  Serial: 'ab'.repeat(20),
  NotBefore: 1_764_024_000_000,
  NotAfter: 1_771_800_000_000,
  RenewFrom: 1_767_912_000_000,
  RenewUntil: 1_770_244_800_000,
  Issuer: digest,
  Root: digest,
};

/** As it comes over the wire. */
function sent<Value>(
  codec: { read(json: unknown, at: string): Value; write(value: Value): unknown },
  value: Value,
): Value {
  return codec.read(JSON.parse(JSON.stringify(codec.write(value))), '');
}

describe('the shapes of /lab', () => {
  it('has a usual node in no more than 400 bytes, and leaves out what is usual', () => {
    const json = JSON.stringify(labNodeRow.write(row));
    expect(json.length).toBeLessThanOrEqual(400);
    expect(Object.keys(JSON.parse(json))).toEqual([
      'ID',
      'Name',
      'Serial',
      'NotBefore',
      'NotAfter',
      'RenewFrom',
      'RenewUntil',
      'Issuer',
      'Root',
    ]);
  });

  it('reads as usual what is left out', () => {
    expect(labNodeRow.read({ ID: 'a' }, '')).toEqual({
      ...labNodeRow.zero,
      ID: 'a',
      Place: 'here',
      Role: 'worker',
      DesiredRole: 'worker',
      State: 'ready',
      Availability: 'active',
      Issuance: 'issued',
      Faults: undefined,
    });
  });

  it.each([
    ['a usual node', row],
    [
      'an unusual node',
      {
        ...row,
        Place: 'outside',
        Role: 'manager',
        DesiredRole: 'worker',
        State: 'down',
        Availability: 'drain',
        Manager: true,
        Leader: true,
        Issuance: 'rotate',
        Faults: { ...labNodeRow.read({ Faults: {} }, '').Faults, Cut: true, SkewMs: -1 },
        Error: 'x509: certificate has expired',
      } as LabNodeRow,
    ],
  ])('writes %s so that it is read again', (_, node) => {
    expect(sent(labNodeRow, node)).toEqual(node);
    const change = { ...labChange.zero, Version: 7, Whole: true, Nodes: [node], Removed: ['b'] };
    expect(sent(labChange, change)).toEqual(change);
  });

  it('tells what is left as it is from what is put right', () => {
    expect(sent(faultChange, { ...faultChange.zero, DelayMs: 0, DiskError: '' })).toEqual({
      ...faultChange.zero,
      DelayMs: 0,
      DiskError: '',
    });
    expect(sent(clockChange, { ...clockChange.zero, Paused: false })).toMatchObject({
      Paused: false,
      Speed: undefined,
    });
  });

  it('writes clocks, swarms and rotations so that they are read again', () => {
    const clock = {
      ...labClock.zero,
      Now: 2,
      Real: 1,
      Speed: 60,
      Next: { At: 3, What: 'renewal', ID: 'a', Name: 'b' },
    };
    expect(sent(labClock, clock)).toEqual(clock);
    const root = { Digest: digest, Issuer: digest };
    const swarm = { ...labSwarm.zero, ID: 'c', Root: root, Rotation: { Root: root, Since: 5, Awaited: 2 } };
    expect(sent(labSwarm, swarm)).toEqual(swarm);
    expect(sent(labRotation, { ...labRotation.zero, Old: root })).toEqual({ ...labRotation.zero, Old: root });
  });

  it('refuses what is no number of nodes', () => {
    expect(() => addNodes.read({ Count: -1 }, '')).toThrow('Count');
    expect(() => addNodes.read({ Names: 'a' }, '')).toThrow('Names');
  });
});
