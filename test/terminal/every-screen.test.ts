import { describe, expect, it } from 'vitest';
import { screens } from '../../packages/tui/src/screens/index.ts';
import { LabUser } from '../cli/lab-user.ts';
import { programOfFile } from '../tools/built-program.ts';
import { journeys } from './journeys/index.ts';

const program = programOfFile();
const ids = screens.map(({ id }) => id);

it('every screen has its journey', () => {
  expect(Object.keys(journeys).toSorted()).toEqual(ids.toSorted());
});

describe.concurrent.each([
  [80, 24],
  [100, 30],
  [160, 50],
])('on a terminal of %i × %i cells', (columns, rows) => {
  it.each(ids.map((id) => [id, journeys[id]?.title]))('the screen %s: %s', async (id) => {
    const { prepare, walk } = journeys[id] ?? expect.fail(`nobody walks the screen ${id}`);
    await using user = await LabUser.arrive(program.path);
    await prepare?.(user);
    await using terminal = user.terminal([], { columns, rows });
    await walk(terminal, user);
  });
});
