import { mistakes } from '../../../app/explain/mistakes.ts';
import type { Lesson } from '../../../app/learn/lesson.ts';
import type { State } from '../../../app/state.ts';
import { rootName } from '../../../app/names.ts';
import type { Own as TrustOwn } from '../../trust/own.ts';
import { counted } from '@swarmpki/core/commands';
import { endOfRotation, isOn, members, nameOf, rootNames, since, workers } from '../facts.ts';

const stopped = (state: State) => members(state).filter(({ place }) => place === 'stopped');

export const whenANodeIsLate: Lesson = {
  id: 'when-a-node-is-late',
  title: 'When a node is late',
  minutes: 4,
  learns: 'what holds a rotation up, and how it is freed.',
  steps: [
    {
      todo: 'Stop a worker: press 1, choose it, s.',
      hint: 'If there is none, n lets one join first.',
      show: (state) => {
        const worker = workers(state).find(({ place }) => place === 'here');
        return { run: worker === undefined ? ['node', 'add', '--count', '2'] : ['node', 'stop', worker.id] };
      },
      isDone: (state) => stopped(state).length > 0,
      happened: (state) => {
        const [node] = stopped(state);
        return `${node ? nameOf(node) : 'It'} is stopped. On its disk it keeps its key, its certificate, signed by ${rootName(node?.issuer)}, and the root that it trusts.`;
      },
    },
    {
      todo: 'Rotate the root: press 3, then r.',
      hint: 'Everybody else renews within seconds.',
      show: () => ({ run: ['ca', '--rotate', '--detach'] }),
      isDone: (state) => state.sight?.lab?.swarm.Rotation !== undefined,
      happened: (state) => {
        const { Awaited: awaited = 0, Nodes: nodes = 0 } = {
          ...state.sight?.lab?.swarm,
          ...state.sight?.lab?.swarm.Rotation,
        };
        return `${awaited} of ${counted(nodes, 'node')} are waited for at this moment; soon it is those alone that cannot answer. There is no deadline. ${mistakes.neverReported.right}`;
      },
    },
    {
      todo: 'See who accepts whom meanwhile: press m.',
      hint: 'On the screen of the rotation (3) m leads to the matrix of trust.',
      show: () => ({ open: { screen: 'trust' } }),
      isDone: (state) => isOn(state, 'trust'),
      happened: (state) => {
        const { now, next = 'the new root' } = rootNames(state);
        const { looks = 0, count = 0 } = (state.own['trust'] as TrustOwn | undefined)?.watch ?? {};
        const broken = looks === 0 ? '' : `: ${counted(count, 'cell')} broken since you began to watch`;
        return `Who has renewed shows ${next}, who has not ${now}; all trust ${now}, so each accepts each${broken}. A rotation that waits does no harm, but that nobody is rid of the old key.`;
      },
    },
    {
      todo: 'Free it: press 3, then S to start it, or X.',
      hint: 'The node that is waited for stands at the top. Starting is kinder, removing is for machines that will not come back.',
      show: (state) => {
        const [node] = stopped(state);
        return node && { run: ['node', 'start', node.id] };
      },
      isDone: (state) => endOfRotation(state) !== undefined,
      happened: (state, begun) => {
        const [removed] = since(state, begun, 'node-removed');
        const { now } = rootNames(state);
        return removed === undefined
          ? `It renewed as soon as it ran, and that was the last one: the rotation ended by itself. ${counted(members(state).length, 'node')} are of ${now} now.`
          : `${removed.Name || 'It'} is no member any more, so nobody waits for it: the rotation ended without it. ${counted(members(state).length, 'node')} are of ${now} now; if it comes back, it trusts a root that nobody has any more.`;
      },
    },
  ],
};
