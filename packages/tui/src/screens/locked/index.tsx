import { edit } from '../../app/field.ts';
import { screen } from '../../app/screen.ts';
import type { Binding } from '../../app/screen.ts';
import { Lines } from '../../ui/line.tsx';
import { Panel, inside } from '../../ui/panel.tsx';
import { lockedLines } from './lines.ts';

const bindings: readonly Binding<undefined>[] = [
  {
    id: 'locked.unlock',
    title: 'unlock',
    about: 'Type or paste the unlock key; nothing of it is shown',
    keys: ['enter', 'u'],
    section: 'act',
    weight: 10,
    possible: ({ state }) => !state.readOnly && state.link.kind === 'live',
    run: (_, app) =>
      edit(app, {
        label: 'Unlock key:',
        secret: true,
        onEnter: (key) => void app.jobs.run(['unlock'], key.trim()),
      }),
  },
];

/** A manager that waits for its unlock key: there is nothing else to be seen of it. */
export const lockedScreen = screen<undefined>({
  id: 'locked',
  crumbs: () => ['locked'],
  initial: undefined,
  bindings,
  render: ({ state }, { width, height }) => (
    <Panel title="This manager is locked" note="⏎ unlock" width={width} height={height} isActive>
      <Lines lines={lockedLines(state, inside({ width, height }).width)} {...inside({ width, height })} />
    </Panel>
  ),
  explain: () => ({
    short:
      'It was started with autolock on: its key and the state of the swarm lie encrypted on its disk, and it serves nobody until it gets the unlock key.',
    long: [
      'Another manager that is up tells the key: docker swarm unlock-key. It may be a new one; a manager that was down when it changed wants the old one once more.',
    ],
  }),
});
