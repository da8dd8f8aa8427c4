import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SwarmSight } from '../../packages/core/src/engine/watch/swarm-sight.ts';
import { attackResult, labAttacks } from '../../packages/core/src/engine/shapes/extension/attack.ts';
import { joinLine, joinStep } from '../../packages/core/src/engine/shapes/extension/join.ts';
import { probeResult } from '../../packages/core/src/engine/shapes/extension/probe.ts';
import { makeAuthority, makeLeaf } from '../../packages/core/src/testing/certificates.ts';
import { der, sequence, tlv } from '../../packages/core/src/x509/der-writer.ts';
import { Oid } from '../../packages/core/src/x509/oid.ts';
import { certificatesOfPem, describeCertificate } from '../../packages/core/src/inspect/index.ts';
import { asn1Tree, opensslCertificate, peopleCertificate } from '../../packages/core/src/inspect/layout/index.ts';
import { freshLearning } from '../../packages/tui/src/app/learn/progress.ts';
import type { Overlay, State } from '../../packages/tui/src/app/state.ts';
import { initial as initialAttack } from '../../packages/tui/src/screens/attack/own.ts';
import { screens } from '../../packages/tui/src/screens/index.ts';
import { fields } from '../../packages/tui/src/screens/init/fields.ts';
import { initial as initialJoin } from '../../packages/tui/src/screens/join/own.ts';
import { initial as initialLearn } from '../../packages/tui/src/screens/learn/own.ts';
import { initial as initialNode, tabs } from '../../packages/tui/src/screens/node/own.ts';
import type { Own as NodeOwn, Shown } from '../../packages/tui/src/screens/node/own.ts';
import { initial as initialNodes } from '../../packages/tui/src/screens/nodes/select.ts';
import { initial as initialTokens } from '../../packages/tui/src/screens/tokens/own.ts';
import { groupsOf } from '../../packages/tui/src/screens/trust/groups.ts';
import { initial as initialTrust } from '../../packages/tui/src/screens/trust/own.ts';
import { toldByEngine } from '../../packages/tui/src/screens/trust/told-by-engine.ts';
import { framesOf } from '../tools/frames.ts';
import { renderState } from '../tools/render-state.ts';
import { changedDeep, sightOf, stateOf } from '../tools/sights.ts';

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 100, rows: 30 },
  { columns: 160, rows: 50 },
] as const;

/** What somebody may call a host, or have in a certificate. */
const names = [
  '\u001b[2J\u001b[31mred\u001b]0;title\u0007\u001b]52;c;ZXZpbA==\u0007\u009b5;5Hx\u001bP',
  'a\u202egpj.exe\u2066b\u2069\u200fc',
  '日本語の名前日本語の名前日本語の名前',
  '👩‍👩‍👧👍🏽🇩🇪❤️1️⃣🫠',
  'Z\u0351\u036e\u0301a\u0300\u0315क्षிกำ각',
  '\u001b[31m-\u202e-\u0007',
  'one\r\ntwo\n\tthree\u000b\u000c\u0085\u2028\u2029four\u0008\u0008',
  '',
  '      ',
  `${'1'.repeat(2 ** 18)}x`,
  'e'.padEnd(2 ** 18, '\u0301'),
];

/** As many characters of them as a certificate has room for. */
const certifiedNames = names.map((name) => name.slice(0, 200));

/** A node's certificate in which all that can be named is named so: by its issuer, in its subject, and besides. */
async function certificateNaming(name: string): Promise<string> {
  const dnsName = tlv(0x82, Buffer.from(name));
  const more = [{ oid: Oid.subjectAltName, critical: false, value: der(sequence(dnsName)) }];
  const issuer = await makeAuthority({ subject: name });
  return (await makeLeaf(issuer, { nodeId: name, organization: name }, { extensions: [], more })).pem;
}

/** Each of them in its turn. */
function inTurn(first: number): () => string {
  let next = first;
  return () => names[next++ % names.length] ?? '';
}

/** All that Ink writes by itself. */
const ofInk =
  // eslint-disable-next-line no-control-regex
  /\u001b\[(\d+(;\d+)*m|\?25[lh]|\?2026[hl]|\?2004[hl]|\d*[GKABEFJ])/g;

function expectHarmless(written: string): void {
  expect(written.replaceAll(ofInk, '')).not.toMatch(obeyed);
}

/** What a terminal obeys, but for the line feed; and what turns text round. */
// oxlint-disable-next-line no-control-regex
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200f]/;

/** What a screen keeps, of which the texts are others’, but for these words of ours. */
interface Kept {
  readonly own: unknown;
  readonly ours: readonly string[];
}

/** What each screen keeps, by its id: as often as it looks otherwise by that. */
let kept: Readonly<Record<string, readonly Kept[]>> = {};

/** A certificate, taken apart as the screens do it. */
async function takenApart(pem: string): Promise<Shown> {
  const [bytes = new Uint8Array()] = certificatesOfPem(pem);
  const description = await describeCertificate(bytes);
  return {
    pem,
    description,
    text: opensslCertificate(description),
    elements: asn1Tree(bytes),
    people: (now) => peopleCertificate(description, now),
  };
}

/** What a screen of a node keeps of certificates, on each of its tabs; as JSON, names of megabytes are no more than slow. */
function onEachTab(own: NodeOwn, ours: readonly string[]): readonly Kept[] {
  return tabs.flatMap((tab) => (tab === 'JSON' ? [] : { own: { ...own, tab }, ours: [...tabs, ...ours] }));
}

beforeAll(async () => {
  const file = new URL('../fixtures/docker/after-rotation/worker/swarm-node.crt', import.meta.url);
  const pem = readFileSync(file, 'utf8');
  const shown = await takenApart(pem);
  const side = { Verdict: 'refused', Code: 'code', Reason: 'reason' };
  const result = probeResult.read(
    { Address: 'a', Version: 'v', Suite: 's', Failure: 'f', Client: side, Server: side },
    '',
  );
  const connections = [{ result, sent: ['sent'], received: ['received'] }];
  const node: NodeOwn = { ...initialNode, of: 'n1', trusts: pem, chain: [shown, shown], connections };
  const text = { ID: 'id', Title: 't', Situation: 's', Question: 'q', Steps: ['s'], Short: 's', Long: ['l'] };
  const Answers = [{ Text: 'a', Outcome: 'refused' }];
  const Attacks = [{ ...text, Answers, Defence: { Name: 'n', Code: 'c', Paragraph: 'p' } }];
  const outcome = attackResult.read({ ID: 'id', Heard: 'h', Check: 'c', Left: ['l'] }, '');
  const attack = { ...initialAttack, attacks: labAttacks.read({ Attacks }, '').Attacks };
  const step = joinStep.read({ Name: 'token', Text: 't' }, '');
  const { Message: said, Ended: ending } = joinLine.read(
    {
      Message: { Way: 'received', Method: 'm', Text: 't' },
      Ended: { Outcome: 'refused', Step: 'request', Message: 'm' },
    },
    '',
  );
  const join = {
    ...initialJoin,
    id: 'id',
    name: 'name',
    steps: [step],
    said: said && [{ ...said, at: 0 }],
    again: 'again',
  };
  const sight = sightOf(9);
  const matrix = await toldByEngine(sight, groupsOf(stateOf(sight)));
  const trust = {
    ...initialTrust,
    matrix,
    watch: { looks: 2, count: 1, broken: [{ judge: 'j', shown: 's', reason: 'r' }] },
  };
  const verdicts = ['accepted', 'refused', 'unknown', 'told', 'worker', 'manager', 'valid', 'expired', 'ready'];
  const filled = Object.fromEntries(fields.map(({ flag }) => [flag, 'filled in']));
  kept = {
    nodes: [{ own: { ...initialNodes, selected: 'n1', filter: '' }, ours: ['n1', 'WORST', ''] }],
    node: onEachTab(node, ['n1']),
    ca: [{ own: { of: pem, roots: [shown, shown] }, ours: [] }],
    rotation: [
      {
        own: { selected: 0, rotation: { Standings: [{ ID: 'n1', Why: 'other', Since: 1, Next: 'next' }] } },
        ours: ['n1'],
      },
    ],
    tokens: [
      { own: { ...initialTokens, verdict: [[{ text: 'found' }]] }, ours: ['worker'] },
      { own: { ...initialTokens, shownUntil: 1 }, ours: ['worker'] },
      { own: { ...initialTokens, chosen: 'unlock', unlockKey: { key: 'key', version: 0 } }, ours: ['unlock'] },
    ],
    events: [{ own: { filter: '', selected: 2 }, ours: [''] }],
    attack: [
      { own: attack, ours: ['id'] },
      { own: { ...attack, results: { id: outcome } }, ours: ['id'] },
    ],
    learn: [{ own: initialLearn, ours: [] }],
    join: [
      { own: { ...join, isRunning: true, isStopped: true }, ours: [] },
      { own: { ...join, lost: 'lost', ending }, ours: [] },
    ],
    clock: [{ own: {}, ours: [] }],
    trust: [{ own: trust, ours: verdicts }],
    init: [{ own: { selected: 0, filled }, ours: [] }],
    locked: [{ own: {}, ours: [] }],
  };
});

/** Every screen with what it keeps, of which the texts are others. */
function statesOf(sight: SwarmSight, next: () => string): readonly (readonly [string, State])[] {
  return screens.flatMap(({ id }) =>
    (kept[id] ?? []).map(({ own, ours }) => {
      const isHostile = (leaf: unknown): boolean => typeof leaf === 'string' && !ours.includes(leaf);
      const hostile = changedDeep(own, (leaf) => (isHostile(leaf) ? next() : leaf));
      return [id, stateWith(sight, id, hostile, next)] as const;
    }),
  );
}

function stateWith(sight: SwarmSight, id: string, own: unknown, next: () => string): State {
  return stateOf(sight, {
    way: [{ screen: id, subject: 'n1' }],
    own: { [id]: own },
    explain: 'long',
    engines: [next(), next()],
    learning: { ...freshLearning, happened: { text: next(), screen: id } },
  });
}

/** Only what people and machines are called: words of the protocol are as they should be. */
function named(next: () => string): SwarmSight {
  const sight = sightOf(names.length);
  const nodes = [...sight.nodes.values()].map((node) => ({ ...node, name: next(), error: next(), address: next() }));
  const isName = (leaf: unknown): boolean => typeof leaf === 'string' && !/^[a-z]+-[a-z]+$/.test(leaf);
  const journal = changedDeep(sight.lab?.journal ?? [], (leaf) => (isName(leaf) ? next() : leaf));
  return {
    ...sight,
    nodes: new Map(nodes.map((node) => [node.id, node])),
    lab: sight.lab && { ...sight.lab, journal },
  };
}

async function expectWhole(states: readonly (readonly [string, State])[], size: State['size']): Promise<void> {
  for (const [id, state] of states) {
    const { grid, written } = await renderState(state, size);
    expectHarmless(written);
    expect(framesOf(grid).broken, `${id}\n${grid.lines.join('\n')}`).toEqual([]);
    expect(grid.lines[0], id).toMatch(/^ swarmpki › /);
  }
}

it('all screens are tried, and what others say is to be seen on each', async () => {
  expect(Object.keys(kept).toSorted()).toEqual(screens.map(({ id }) => id).toSorted());
  // A token is masked behind its last hyphen.
  const mark = '¤-¤';
  const seen = new Set<string>();
  const everyWord = changedDeep(sightOf(9), (leaf) => (typeof leaf === 'string' ? mark : leaf));
  for (const sight of [named(() => mark), everyWord]) {
    for (const [id, state] of statesOf(sight, () => mark)) {
      const { grid } = await renderState({ ...state, learning: freshLearning }, { columns: 160, rows: 50 });
      // The first line has the engine’s name on every screen.
      if (grid.lines.slice(1).join('').includes('¤')) seen.add(id);
    }
  }
  // Lessons are ours, and so is what there is to be said of a manager that is locked; of others there is what has happened, which stands below every screen.
  expect(screens.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual(['learn', 'locked']);
});

describe.each(sizes)('on $columns × $rows cells', (size) => {
  // Other names come to other places.
  const first = size.columns % 7;

  it('no name breaks a screen', async () => {
    await expectWhole(statesOf(named(inTurn(first)), inTurn(first)), size);
  });

  it('nor does an engine of which every word is such', async () => {
    const next = inTurn(first + 3);
    await expectWhole(
      statesOf(
        changedDeep(sightOf(9), (leaf) => (typeof leaf === 'string' ? next() : leaf)),
        next,
      ),
      size,
    );
  });

  it('nor does a certificate of which every name is such', async () => {
    const chain: Shown[] = [];
    for (const name of certifiedNames) chain.push(await takenApart(await certificateNaming(name)));
    const trusts = chain.map(({ pem }) => pem).join('');
    const own: NodeOwn = { ...initialNode, of: 'n1', trusts, chain };
    const sight = sightOf(3);
    const next = (): string => 'x';
    const onNode = tabs.map((tab) => ['node', stateWith(sight, 'node', { ...own, tab }, next)] as const);
    await expectWhole([...onNode, ['ca', stateWith(sight, 'ca', { of: trusts, roots: chain }, next)]], size);
  });

  it.each([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0])(
    'nor does one that tells %d of everything',
    async (number) => {
      const hostile = changedDeep(sightOf(5), (leaf) => (typeof leaf === 'number' ? number : leaf));
      await expectWhole(
        statesOf(hostile, () => 'x'),
        size,
      );
    },
  );

  it('nor what is said, asked, written and found', async () => {
    const next = inTurn(first);
    const lines = (count: number) => Array.from({ length: count }, () => [{ text: next() }]);
    const overlays: readonly (Overlay | undefined)[] = [
      undefined,
      { kind: 'help', filter: names[4] ?? '', top: 0 },
      { kind: 'palette', text: names[0] ?? '', selected: 0 },
      { kind: 'confirm', title: next(), lines: lines(9), typed: next(), onYes: () => undefined },
      { kind: 'confirm', title: next(), lines: lines(9), word: next(), typed: next(), onYes: () => undefined },
      { kind: 'text', title: next(), lines: lines(60), top: 3 },
    ];
    for (const overlay of overlays) {
      const state = stateOf(sightOf(9), {
        engine: { name: next(), isLab: false, program: next() },
        link: { kind: 'lost', reason: next(), next: next() },
        toast: { tone: 'bad', text: next() },
        jobs: [{ id: 1, line: next(), status: 'running', lines: [next()], rows: [next()] }],
        field: { label: next(), text: next(), cursor: 2, secret: false, onEnter: () => undefined },
        overlay,
      });
      const { grid, written } = await renderState(state, size);
      expectHarmless(written);
      const { closed, broken } = framesOf(grid);
      const isInTheMiddle = closed.some(({ left, right }) => left > 0 && right < size.columns - 1);
      // What lies below is cut by it; its own frame is whole.
      if (overlay === undefined) expect(broken, grid.lines.join('\n')).toEqual([]);
      else expect(isInTheMiddle, grid.lines.join('\n')).toBe(true);
    }
  });
});

it('what is drawn as a frame by others opens none of ours', async () => {
  const sight = sightOf(4);
  const nodes = [...sight.nodes].map(([id, node]) => [id, { ...node, name: '╭──╮│╰──╯│' }] as const);
  const { grid } = await renderState(stateOf({ ...sight, nodes: new Map(nodes) }));
  const right = grid.rows.map((cells) => cells.at(-1)?.text).join('');
  expect(right).toMatch(/╮│+╯╮│+╯/);
});

it('a state is shown without a lab', async () => {
  const { grid } = await renderState(stateOf(sightOf(9)));
  expect(grid.lines.join('\n')).toContain('Nodes 9 of 9');
  expect(framesOf(grid).closed.map(({ title }) => title)).toEqual(['Nodes 9 of 9  by worst', 'worker-8']);
});
