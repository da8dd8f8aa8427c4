import { beforeEach, describe, expect, it } from 'vitest';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { beginning } from '../../testing/state.ts';
import { nodeSight, swarmSight } from '../../testing/sight.ts';
import { explainTrust } from './explain.ts';
import { groupsOf, mostGroups } from './groups.ts';
import { freshWatch, watched } from './matrix.ts';
import type { Cell, Matrix, Side } from './matrix.ts';
import { partsOf } from './met.ts';
import { initial } from './own.ts';
import { toldByEngine } from './told-by-engine.ts';
import { gridLines } from './view.tsx';
import { whyLines } from './why.ts';

const day = 86_400_000;
const noon = Date.UTC(2026, 10, 24, 12);
const stateOf = (nodes: readonly NodeSight[]) => beginning({ now: noon, sight: swarmSight(nodes) });

describe('groups of nodes', () => {
  it('are as few as there are kinds, of however many nodes', () => {
    const many = Array.from({ length: 10_000 }, (_, at) =>
      nodeSight({ id: `w${at}`, issuer: at % 3 === 0 ? 'sha256:new' : 'sha256:old', root: 'sha256:r' }),
    );
    const { groups, others } = groupsOf(stateOf([nodeSight({ id: 'm', role: 'manager' }), ...many]));
    expect(groups.map(({ role, members }) => `${members.length} ${role}`)).toEqual([
      '1 manager',
      '6666 worker',
      '3334 worker',
    ]);
    expect(others).toBe(0);
  });

  it('tell apart who has expired and whose clock is wrong, and leave out who was removed', () => {
    const { groups } = groupsOf(
      stateOf([
        nodeSight({ id: 'a' }),
        nodeSight({ id: 'b', certificate: { notBefore: noon - 91 * day, notAfter: noon - day } }),
        nodeSight({ id: 'c', skewMs: day }),
        nodeSight({ id: 'd', state: 'removed' }),
      ]),
    );
    expect(groups.map(({ standing, skewMs }) => [standing, skewMs])).toEqual([
      ['valid', 0],
      ['expired', 0],
      ['valid', day],
    ]);
  });

  it('are no more than can be shown; the rest is counted', () => {
    const nodes = Array.from({ length: 20 }, (_, at) => nodeSight({ id: `w${at}`, root: `sha256:${at}` }));
    const { groups, others } = groupsOf(stateOf(nodes));
    expect([groups.length, others]).toEqual([mostGroups, 20 - mostGroups]);
  });

  it('are cut where what is shown changes, with few looks', async () => {
    const members = Array.from({ length: 4_096 }, (_, at) => (at < 1_234 ? 'with' : at < 3_000 ? 'without' : 'again'));
    let looks = 0;
    const parts = await partsOf(members, async (member) => {
      looks++;
      return member;
    });
    expect(parts.map((part) => [part[0], part.length])).toEqual([
      ['with', 1_234],
      ['without', 1_766],
      ['again', 1_096],
    ]);
    expect(looks).toBeLessThan(120);
    expect(await partsOf([], async () => '')).toEqual([]);
  });
});

const cell = (verdict: Cell['verdict'], reason = ''): Cell => ({
  verdict,
  by: 'probed',
  code: reason && 'expired',
  reason,
  note: '',
});
const side = (letter: string, wishes: Partial<Side> = {}): Side => ({
  key: letter,
  letter,
  role: 'worker',
  issuer: 'sha256:aaaaaaaa',
  root: 'sha256:r',
  trusts: 'aaaaaaaa',
  standing: 'valid',
  skewMs: 0,
  count: 1,
  id: letter,
  name: letter,
  chainLength: 1,
  ...wishes,
});
const matrix = (cells: Matrix['cells'], sides = [side('A'), side('B')]): Matrix => ({
  sides,
  cells,
  sideOf: new Map(sides.map(({ id }, at) => [id, at])),
  others: 0,
});
const yes = cell('accepted');
const no = cell('refused', 'x509: it is over');

describe('broken cells', () => {
  let first: Matrix;
  beforeEach(() => {
    first = matrix([
      [yes, yes],
      [no, yes],
    ]);
  });

  it('are those of nodes that accepted one another before, and of no others', () => {
    const begun = watched(freshWatch, undefined, first);
    expect(begun).toMatchObject({ looks: 1, count: 0 });
    expect(watched(begun, first, first)).toMatchObject({ looks: 2, count: 0 });
    const stranger = matrix(
      [
        [yes, yes, no],
        [no, yes, no],
        [no, no, yes],
      ],
      [side('A'), side('B'), side('C')],
    );
    expect(watched(begun, first, stranger)).toMatchObject({ count: 0 });
    const after = matrix([
      [yes, no],
      [no, yes],
    ]);
    expect(watched(begun, first, after)).toMatchObject({
      count: 1,
      broken: [{ judge: 'A', shown: 'B', reason: no.reason }],
    });
  });

  it('are found although their nodes have gone to other groups since', () => {
    const swapped = matrix(
      [
        [yes, yes],
        [no, yes],
      ],
      [side('B'), side('A')],
    );
    expect(watched(freshWatch, first, swapped).broken).toMatchObject([{ judge: 'A', shown: 'B' }]);
  });
});

describe('the screen of trust', () => {
  const own = { ...initial, row: 1, column: 0 };
  const textOf = (lines: ReturnType<typeof whyLines>): string =>
    lines.map((line) => line.map(({ text }) => text).join('')).join('\n');

  it('says by signs what was probed, computed, refused, or cannot be known', () => {
    const cells = [
      [yes, { ...yes, by: 'computed' as const }],
      [no, cell('unknown', 'nobody tells')],
    ];
    const lines = gridLines(stateOf([]), { ...own, matrix: matrix(cells) }, 76);
    expect(textOf(lines.slice(1))).toMatch(/A .* ✔ {2}\(✔\)[^]*B .* ✗ {3}\? /);
    expect(textOf(lines)).not.toContain('\u001b');
  });

  it('does not say that all accept all where some of it cannot be known, and knows a rotation of any engine', () => {
    const known = {
      ...own,
      matrix: matrix([
        [yes, yes],
        [yes, cell('unknown', 'nobody tells')],
      ]),
    };
    const explained = (state: ReturnType<typeof stateOf>): string =>
      explainTrust({ state, own: known, where: { screen: 'trust' } }).short;
    expect(explained(stateOf([]))).toMatch(/^Of 1 of 4 cells nothing is known/);
    const sight = swarmSight([]);
    const rotates = { ...sight, swarm: sight.swarm && { ...sight.swarm, RootRotationInProgress: true } };
    expect(explained(beginning({ sight: rotates }))).toContain('Nobody trusts two roots');
  });

  it('says why: by which certificate, or what helps', () => {
    const cross = side('A', { issuer: 'sha256:bbbbbbbb', chainLength: 2 });
    const accepted = {
      ...own,
      matrix: matrix(
        [
          [yes, yes],
          [yes, yes],
        ],
        [cross, side('B')],
      ),
    };
    expect(textOf(whyLines(accepted, 200))).toContain(
      'B trusts aaaaaaaa alone, and accepts it for the second certificate that comes with it: one for bbbbbbbb, signed by aaaaaaaa.',
    );
    const refused = {
      ...own,
      matrix: matrix([
        [yes, yes],
        [no, yes],
      ]),
    };
    expect(textOf(whyLines(refused, 300))).toMatch(/expired: x509: it is over\. .*has to leave and join again/);
  });

  it('takes what a real engine tells for what it is, and says what it does not', async () => {
    const { pem, issuer, root } = await rootOfSwarm();
    const nodes = [
      nodeSight({ id: 'm', role: 'manager', issuer, root }),
      nodeSight({ id: 'w', issuer: 'sha256:other', root }),
      nodeSight({ id: 'x', issuer: undefined, root: undefined }),
    ];
    const sight = swarmSight(nodes, pem);
    const { cells, sides } = await toldByEngine(sight, groupsOf(beginning({ now: noon, sight })));
    expect(sides.map(({ trusts }) => trusts)).toEqual([issuer.slice(7, 15), issuer.slice(7, 15), '—']);
    expect(cells.map((row) => row.map(({ verdict }) => verdict))).toEqual([
      ['accepted', 'unknown', 'unknown'],
      ['accepted', 'unknown', 'unknown'],
      ['unknown', 'unknown', 'unknown'],
    ]);
    expect(cells[0]?.[1]?.reason).toContain('the engine does not tell');
  });
});

async function rootOfSwarm(): Promise<{ pem: string; issuer: string; root: string }> {
  const [{ hash }, { makeRoot }] = await Promise.all([
    import('node:crypto'),
    import('../../../../core/src/testing/certificates.ts'),
  ]);
  const { pem, certificate } = await makeRoot();
  const digest = (bytes: Uint8Array | string): string => `sha256:${hash('sha256', bytes, 'hex')}`;
  return { pem, issuer: digest(certificate.spki), root: digest(pem) };
}
