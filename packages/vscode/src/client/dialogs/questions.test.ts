import { describe, expect, it } from 'vitest';
import { lineOf, named, read } from '../acts/run/call.ts';
import { inputsBy } from '../acts/run/inputs.ts';
import { questionOf, questionOfParameters } from './questions.ts';
import type { Question } from './questions.ts';
import { rotationForms } from '../acts/rotate/rotation-forms.ts';
import { labSight } from '../../testing/fake-swarm.ts';

const inputs = inputsBy(async () => undefined);

function asked(id: string, flag: string, now?: string): Question {
  const of = named(id).command.flags[flag];
  if (of === undefined) throw new Error(`no flag ${flag}`);
  return questionOf(of, inputs, now);
}

describe('what is asked for', () => {
  it('follows from the kind of a flag, and begins with what holds now', () => {
    expect(asked('swarm.update.autolock', 'autolock', 'true')).toMatchObject({ kind: 'switch', usual: true });
    expect(asked('node.add', 'role')).toMatchObject({ kind: 'choice', words: ['worker', 'manager'], usual: 'worker' });
    expect(asked('swarm.ca.rotate', 'ca-key')).toMatchObject({ kind: 'file' });
    expect(asked('swarm.init', 'cert-expiry')).toMatchObject({ kind: 'text', usual: '2160h0m0s' });
    expect(asked('swarm.update.cert-expiry', 'cert-expiry', '1h')).toMatchObject({ usual: '1h' });
  });

  it('is checked by the kind, in its own words', async () => {
    const question = asked('swarm.init', 'cert-expiry');
    if (question.kind !== 'text') throw new Error('it is a text');
    expect(await question.check('720h')).toBeUndefined();
    expect(await question.check('7x')).toBe(
      'time: unknown unit "x" in duration "7x". Expected: numbers with units: 90m, 24h, 2160h0m0s',
    );
  });

  it.each([
    ['node.promote', { kind: 'nodes', least: 1, most: Infinity }],
    ['lab.probe', { kind: 'nodes', least: 2, most: 2 }],
    ['swarm.join-token', { kind: 'choice', words: ['worker', 'manager'] }],
    ['lab.clock.speed', { kind: 'text' }],
  ])('beside flags is what the command takes: %s', (id, question) => {
    expect(questionOfParameters(named(id).command, inputs)).toMatchObject(question);
  });

  it('beside flags is nothing where nothing has to be given', () => {
    expect(questionOfParameters(named('node.add').command, inputs)).toBeUndefined();
  });

  it.each([
    ['lab.clock.speed', '3600', 'fast', '"fast" is no speed. Expected: a whole number from 1 to 1000000'],
    ['lab.clock.jump', '+91d', 'soon', expect.stringContaining('"soon" is neither a moment nor a length of time')],
  ])('of lab time is checked as well: %s', async (id, good, bad, why) => {
    const question = questionOfParameters(named(id).command, inputs);
    if (question?.kind !== 'text') throw new Error('it is a text');
    expect(await question.check(good)).toBeUndefined();
    expect(await question.check(bad)).toEqual(why);
  });

  it('of a rotation is which root comes; the way back while one is under way', () => {
    const Rotation = { Root: { Digest: '', Issuer: '' }, Since: 1, Awaited: 1 };
    const ids = (sight = labSight([])) => rotationForms(sight).map(({ id }) => id);
    expect(ids()).toEqual(['new', 'new-expiry', 'own', 'external']);
    expect(ids(labSight([], { Rotation }))).toEqual(['back', 'new', 'new-expiry', 'own', 'external']);
    const flags = Object.keys(named('swarm.ca.rotate').command.flags);
    for (const { asks } of rotationForms(labSight([], { Rotation })))
      expect(flags).toEqual(expect.arrayContaining([...asks]));
  });
});

describe('a call', () => {
  it('has each flag as it reads, is called what was chosen, and is as grave as what it comes to', async () => {
    const call = await read(named('swarm.update.autolock'), { flags: { autolock: 'false' }, parameters: [] }, inputs);
    expect(call).toMatchObject({ flags: { autolock: false }, action: { title: 'Change Autolock of Managers' } });
    const force = await read(named('swarm.init'), { flags: { 'force-new-cluster': 'true' }, parameters: [] }, inputs);
    expect(force.action).toMatchObject({ id: 'swarm.init', danger: 'destroys' });
  });

  it('is written as on a command line', () => {
    const { command } = named('node.rm');
    const wish = { flags: { force: 'true' }, parameters: ["o'brien"] };
    expect(lineOf('swarmpki', command, wish)).toBe(String.raw`swarmpki node rm --force 'o'\''brien'`);
  });
});
