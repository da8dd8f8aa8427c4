import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../core/src/clock/manual-clock.ts';
import { EngineRefusal } from '../../../../core/src/engine/shapes/refused.ts';
import { attackResult } from '../../../../core/src/engine/shapes/extension/attack.ts';
import type { AttackResult } from '../../../../core/src/engine/shapes/extension/attack.ts';
import { CallsDouble } from '../../../../core/src/testing/calls-double.ts';
import { EngineDouble } from '../../../../core/src/testing/engine-double.ts';
import { LabClient } from '../../../../core/src/engine/client/lab-client.ts';
import { listAttacks } from '../../../../core/src/lab/extension/attack.ts';
import { App } from '../../app/app.ts';
import { press } from '../../app/dispatch.ts';
import { hints } from '../../app/bindings.ts';
import { Jobs } from '../../app/jobs.ts';
import type { State } from '../../app/state.ts';
import { beginning } from '../../testing/state.ts';
import { Store } from '../../app/store.ts';
import type { Line } from '../../theme/line.ts';
import { explainAttack } from './explain.ts';
import { attackScreen } from './index.tsx';
import { attackLines, evidenceLines, markOf, stepLines } from './lines.ts';
import { freshLearning } from '../../app/learn/progress.ts';
import type { View } from '../../app/screen.ts';
import { seenIn, selectedAttack, wasRight } from './own.ts';
import type { Own, Seen } from './own.ts';

const [first] = listAttacks().Attacks;
const refused: AttackResult = {
  ...attackResult.zero,
  ID: 'wrong-digest',
  Passed: 2,
  Client: 'remote CA does not match fingerprint',
  Evidence: [{ Label: 'differ', Text: 'first at byte 3 of 32' }],
  Milliseconds: 42,
};

/** The attack lab, with keys to press; what the lab is asked, and what it answers. */
class Tested {
  readonly app: App;
  readonly #calls = new CallsDouble();

  constructor(change: Partial<State> = {}) {
    const clock = manualClock(0);
    const state = beginning({
      engine: { name: 'the lab', isLab: true, program: 'swarmpki' },
      link: { kind: 'live' },
      now: 0,
      way: [{ screen: 'attack' }],
      own: { attack: { ...(attackScreen.initial as Own), attacks: listAttacks().Attacks } },
      size: { columns: 80, rows: 24 },
      ...change,
    });
    const store = new Store(state, clock);
    const jobs = new Jobs(store, async () => 0);
    this.app = new App({ store, jobs, screens: [attackScreen], clock, write: () => undefined });
    this.app.reached = {
      client: new EngineDouble(),
      lab: new LabClient({ name: 'the lab', calls: this.#calls }),
    };
    this.answers(refused);
  }

  /** The attacks that the lab was asked to carry out. */
  get asked(): readonly string[] {
    return this.#calls.heard.map(([call]) => call.replace('POST /lab/v1/attacks/', ''));
  }

  /** What the lab answers from now on, or throws. */
  answers(answer: AttackResult | EngineRefusal, id = 'wrong-digest'): void {
    const json = answer instanceof EngineRefusal ? answer : attackResult.write(answer);
    this.#calls.answer(`POST /lab/v1/attacks/${id}`, json);
  }

  get own(): Seen {
    return seenIn(this.app.now().view as View<Own>);
  }

  get text(): string {
    const attack = selectedAttack(this.own) ?? expect.fail('none is selected');
    return textOf(attackLines(attack, this.own, 60));
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) press(this.app, key);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => line.map(({ text }) => text).join('')).join('\n');
}

describe('the attack lab', () => {
  it('wants to know what one expects before it carries anything out', async () => {
    const tested = new Tested();
    expect(tested.text).toContain(first?.Question);
    await tested.press('enter');
    expect(tested.asked).toEqual([]);
    expect(tested.app.store.state.toast?.text).toContain('What do you expect?');
    await tested.press('right', 'right', 'left', 'left');
    expect(tested.own.predictions).toEqual({ 'wrong-digest': 2 });
    await tested.press('tab');
    expect(tested.own.predictions).toEqual({ 'wrong-digest': 0 });
    expect(tested.text).toContain('(•) it joins');
  });

  it('shows what came of it, whether it was foreseen, and why, and not before', async () => {
    const tested = new Tested();
    expect(explainAttack(tested.app.now().view as Parameters<typeof explainAttack>[0]).short).not.toBe(first?.Short);
    await tested.press('l', 'l', 'enter');
    expect(tested.asked).toEqual(['wrong-digest']);
    expect(tested.app.store.state.toast).toBeUndefined();
    expect(tested.text).toMatch(/^Result {3}✔ refused at step 3 of 8\nYou {6}✔ expected that\nDefence {2}the digest/);
    expect(tested.text).toContain('Left     nothing written');
    expect(explainAttack(tested.app.now().view as Parameters<typeof explainAttack>[0]).short).toBe(first?.Short);
    expect(markOf(tested.own, 'wrong-digest')).toEqual({ text: '✔', tone: 'good' });
    expect(markOf(tested.own, 'wrong-secret')).toEqual({ text: '·', tone: 'muted' });
    const attack = first ?? expect.fail();
    expect(textOf(stepLines(attack, refused))).toMatch(/^✔ 1 .*\n✔ 2 .*\n✗ 3 .*\n· 4 /);
    expect(textOf(evidenceLines(attack, refused, 40))).toBe('differ  first at byte 3 of 32');
    // What one expected stays what it was.
    await tested.press('right');
    expect(wasRight(tested.own, attack)).toBe(true);
  });

  it('does not make a success of the attacker look like a refusal', async () => {
    const tested = new Tested();
    const succeeded = { ...attackResult.zero, ID: 'stolen-root-key', Outcome: 'succeeded', Passed: 3 };
    tested.answers(succeeded, 'stolen-root-key');
    await tested.press(...Array.from({ length: 13 }, () => 'j'), 'right', 'right', 'enter');
    expect(tested.asked).toEqual(['stolen-root-key']);
    expect(tested.text).toMatch(/^Result {3}✗ succeeded, all 3 steps of it\nYou {6}! expected something else\n/);
    expect(markOf(tested.own, 'stolen-root-key')).toEqual({ text: '✗', tone: 'bad' });
  });

  it('carries out one attack at a time, says what kept it from that, and can begin anew', async () => {
    const tested = new Tested();
    tested.answers(new EngineRefusal(503, 'nobody leads'));
    press(tested.app, 'right');
    press(tested.app, 'enter');
    expect(tested.own.running).toBe('wrong-digest');
    expect(markOf(tested.own, 'wrong-digest').text).toBe('◐');
    await tested.press('enter');
    expect(tested.asked).toHaveLength(1);
    expect(tested.app.store.state.toast).toMatchObject({ tone: 'bad', text: 'nobody leads' });
    expect([tested.own.running, tested.own.results]).toEqual([undefined, {}]);
    tested.answers(refused);
    await tested.press('enter');
    expect(Object.keys(tested.own.results)).toEqual(['wrong-digest']);
    await tested.press('r');
    expect([tested.own.results, tested.own.predictions]).toEqual([{}, {}]);
    expect(tested.own.attacks).toHaveLength(20);
  });

  it.each([
    ['on a real engine', { engine: { name: 'docker', isLab: false, program: 'swarmpki' } }],
    ['when it may only read', { readOnly: true }],
  ])('carries nothing out %s', async (_, change) => {
    const tested = new Tested(change);
    await tested.press('right', 'enter');
    expect(tested.asked).toEqual([]);
    const offered = hints(attackScreen.bindings, tested.app.now().view).map(({ id }) => id);
    expect(offered).not.toContain('attack.run');
  });

  it('asks again where what was kept is of an answer that there is no more', async () => {
    const learning = { ...freshLearning, predictions: { 'wrong-digest': 99, constructor: 1 } };
    const tested = new Tested({ learning });
    await tested.press('enter');
    expect(tested.asked).toEqual([]);
    expect(tested.app.store.state.toast?.text).toContain('What do you expect?');
    await tested.press('right', 'enter');
    expect(tested.asked).toEqual(['wrong-digest']);
  });

  it('remembers what one expected, and carries it out without asking again', async () => {
    const tested = new Tested({ learning: { ...freshLearning, predictions: { 'wrong-digest': 0 } } });
    expect(tested.text).toContain('(•) it joins');
    await tested.press('enter');
    expect(tested.asked).toEqual(['wrong-digest']);
  });

  it('stays within its width, whatever a lab says', () => {
    const tested = new Tested();
    const hostile = { ...refused, Client: `\u001b[2J${'x'.repeat(300)}\u202e${'字'.repeat(100)}`, Left: ['\n\r\t'] };
    const attack = first ?? expect.fail();
    const own = { ...tested.own, results: { 'wrong-digest': hostile } };
    for (const line of textOf(attackLines(attack, own, 42)).split('\n')) {
      expect(line).not.toMatch(/\p{Cc}|\p{Cf}/u);
      expect(line.length).toBeLessThanOrEqual(42);
    }
  });
});

describe('an answer that comes late', () => {
  it.each(['a result', 'a refusal'])('is no other engine’s: %s', async (kind) => {
    const tested = new Tested();
    tested.answers(kind === 'a result' ? refused : new EngineRefusal(500, 'it has gone wrong'));
    press(tested.app, 'right');
    press(tested.app, 'enter');
    expect(tested.own.running).toBe('wrong-digest');
    tested.app.attach({ engine: tested.app.store.state.engine, connect: async () => ({}) as never });
    await tested.press();
    const { own, toast } = tested.app.store.state;
    expect([own, toast]).toEqual([{}, undefined]);
  });
});
