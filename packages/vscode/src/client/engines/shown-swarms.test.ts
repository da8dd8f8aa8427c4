import { expect, it } from 'vitest';
import { manualClock } from '../../../../core/src/clock/manual-clock.ts';
import type { Way } from './live-swarm.ts';
import { ShownSwarms } from './shown-swarms.ts';

/** Nobody connects: which engines there are is a matter of files. */
const way: Way = {
  clock: manualClock(0),
  connect: async () => Promise.reject(new Error('somebody was dialled')),
  hasCrashed: async () => false,
};

function shown(labs: readonly string[], attached: readonly string[] = [], host = '') {
  const state = { labs, attached, host, told: 0, fault: undefined as Error | undefined };
  const swarms = new ShownSwarms(
    {
      labs: async () => {
        if (state.fault !== undefined) throw state.fault;
        return state.labs;
      },
      usualLab: async () => '/home/me/lab',
      realPath: async (directory) => directory.replace('/link/', '/real/'),
      host: () => state.host,
      attached: () => state.attached,
      attach: async (contexts) => void (state.attached = contexts),
    },
    way,
  );
  swarms.onDidChange(() => void state.told++);
  return { swarms, state, ids: () => swarms.all.map(({ id }) => id) };
}

it('shows labs first, by their names, and then contexts', async () => {
  const { swarms, ids } = shown(['/b-10/.swarmpki', '/a/b-9/.swarmpki'], ['z', 'a']);
  await swarms.refresh();
  expect(ids()).toEqual(['lab:/a/b-9/.swarmpki', 'lab:/b-10/.swarmpki', 'context:a', 'context:z']);
  expect(swarms.all.map(({ name }) => name)).toEqual(['b-9', 'b-10', 'a', 'z']);
});

it('shows the engine that the settings name, between labs and contexts, and another when they name another', async () => {
  const { swarms, state, ids } = shown(['/a/.swarmpki'], ['z'], 'unix:///run/docker.sock');
  await swarms.refresh();
  expect(ids()).toEqual(['lab:/a/.swarmpki', 'host:unix:///run/docker.sock', 'context:z']);
  expect(swarms.all[1]?.name).toBe('unix:///run/docker.sock');
  state.host = 'ssh://me@away';
  await swarms.refresh();
  expect([ids()[1], state.told]).toEqual(['host:ssh://me@away', 2]);
  state.host = '';
  await swarms.refresh();
  expect(ids()).toEqual(['lab:/a/.swarmpki', 'context:z']);
});

it('keeps each the same object, and tells only when there are others', async () => {
  const { swarms, state } = shown(['/one/.swarmpki']);
  await swarms.refresh();
  const [one] = swarms.all;
  await swarms.refresh();
  expect([swarms.all[0] === one, state.told]).toEqual([true, 1]);
  state.labs = ['/one/.swarmpki', '/two/.swarmpki'];
  await swarms.refresh();
  expect([swarms.find('lab:/one/.swarmpki') === one, swarms.all.length, state.told]).toEqual([true, 2, 2]);
});

it('shows a lab that is about to be made, by its real path', async () => {
  const { swarms, ids } = shown([]);
  const lab = await swarms.show({ kind: 'lab', directory: '/link/new' });
  expect([lab.id, ids()]).toEqual(['lab:/real/new', ['lab:/real/new']]);
});

it('remembers what was attached, and forgets what was detached', async () => {
  const { swarms, state, ids } = shown([], ['one']);
  await swarms.refresh();
  await swarms.show({ kind: 'context', context: 'two' });
  await swarms.show({ kind: 'context', context: 'two' });
  expect([state.attached, ids()]).toEqual([
    ['two', 'one'],
    ['context:one', 'context:two'],
  ]);
  await swarms.detach('one');
  expect([state.attached, ids()]).toEqual([['two'], ['context:two']]);
});

it('tells whoever asked that it could not look, and looks again', async () => {
  const { swarms, state, ids } = shown(['/one']);
  state.fault = new Error('no permission');
  await expect(swarms.refresh()).rejects.toThrow('no permission');
  state.fault = undefined;
  await swarms.refresh();
  expect(ids()).toEqual(['lab:/one']);
});
