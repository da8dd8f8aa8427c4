import { describe, expect, it } from 'vitest';
import { readFromPage, readKept } from './rotation-messages.ts';

describe('what the page of the rotation view sends', () => {
  it.each([
    { type: 'ready' },
    { type: 'act', deed: 'rotate' },
    { type: 'act', deed: 'start', node: 'x5b1v2c' },
    { type: 'act', deed: 'remove', group: 'away remove' },
  ])('is taken as what it is: %j', (message) => {
    expect(readFromPage({ ...message, command: 'ignored' })).toEqual(message);
  });

  it.each([
    undefined,
    null,
    'ready',
    {},
    { type: 'run', command: 'workbench.action.terminal.new' },
    { type: 'act' },
    { type: 'act', deed: 'workbench.action.terminal.new' },
    { type: 'act', deed: 'swarmpki.node.rm', node: 'x' },
    { type: 'act', deed: 'toString' },
    { type: 'act', deed: 'start', node: 7 },
    { type: 'act', deed: 'start', node: ['x'] },
    { type: 'act', deed: 'start', node: 'x'.repeat(121) },
    { type: 'act', deed: 'remove', group: { all: true } },
  ])('is nothing where it is anything else: %j', (message) => {
    expect(readFromPage(message)).toBeUndefined();
  });
});

it('of what VS Code has kept nothing is taken but the id of a swarm', () => {
  expect(readKept({ swarm: 'lab:/home/me', more: 1 })).toBe('lab:/home/me');
  const others = [undefined, null, 'lab:/home/me', {}, { swarm: 1 }, { swarm: 'x'.repeat(5_000) }];
  expect(others.map(readKept)).toEqual(others.map(() => undefined));
});
