import { describe, expect, it } from 'vitest';
import { beginning } from '../../testing/state.ts';
import { labSight, nodeSight } from '../../testing/sight.ts';
import { wrap } from '../../ui/text.ts';
import { widthOf } from '../../ui/text.ts';
import { screens } from '../index.ts';
import { commandFor } from './bindings.ts';
import { glossary, glossaryLines } from './glossary.ts';
import { lessons } from './lessons/index.ts';

const nodes = [
  nodeSight({ id: 'm1', role: 'manager', leader: true }),
  nodeSight({ id: 'w1' }),
  nodeSight({ id: 'w2', place: 'stopped' }),
];
const begun = { seq: 0, at: 0, root: 'sha256:aaaa', own: {} };
const states = [beginning(), beginning({ sight: labSight(nodes) }), beginning({ sight: labSight([]) })];

it('there are seven lessons, each known by an id of its own', () => {
  expect(lessons.map(({ title }) => title)).toEqual([
    'First swarm',
    'Join a worker',
    'What a token proves',
    'Ninety days',
    'Change the root',
    'When a node is late',
    'Bring your own CA',
  ]);
  const ids = lessons.map(({ id }) => id);
  expect(new Set(ids).size).toBe(7);
  for (const id of ids) expect(id).toMatch(/^[a-z][a-z-]{0,39}$/);
});

describe.each(lessons.map((lesson) => [lesson.title, lesson] as const))('the lesson %s', (title, lesson) => {
  const { steps } = lesson;

  it('says each step in a sentence that fits the narrowest line', () => {
    for (const [at, { todo, hint }] of steps.entries()) {
      expect(todo).toMatch(/^[A-Z].*[.]$/);
      expect(hint).toMatch(/^.*[.]$/);
      expect(widthOf(` ▶ ${title} ${at + 1}/${steps.length}  ${todo}`), todo).toBeLessThanOrEqual(80);
    }
  });

  it('shows what there is: screens, and commands', () => {
    const ids = new Set(screens.map(({ id }) => id));
    for (const { show, todo } of steps) {
      for (const shown of states.map(show)) {
        if (shown === undefined || 'title' in shown) continue;
        if ('open' in shown) expect(ids, todo).toContain(shown.open.screen);
        else expect(commandFor(shown.run), todo).toBeDefined();
      }
    }
  });

  it('has something to say whatever there is, in no more lines than there is room for', () => {
    for (const { happened, todo } of steps) {
      for (const text of states.map((state) => happened(state, begun))) {
        expect(text, todo).not.toMatch(/undefined|NaN|Infinity|\[object/);
        expect(wrap(text, 76).length, text).toBeLessThanOrEqual(6);
      }
    }
  });

  it('is not done before anybody has done anything', () => {
    expect(steps.every(({ isDone }) => !isDone(beginning(), begun))).toBe(true);
  });
});

it('the glossary explains each word once, shortly', () => {
  const words = glossary.map(([word]) => word);
  expect(new Set(words).size).toBe(words.length);
  for (const [word, meaning] of glossary) {
    expect(meaning, word).toMatch(/^[A-Z].*[.]$/);
    expect(meaning.length, word).toBeLessThan(180);
  }
  for (const line of glossaryLines(70)) expect(widthOf(line.map(({ text }) => text).join(''))).toBeLessThanOrEqual(70);
});
