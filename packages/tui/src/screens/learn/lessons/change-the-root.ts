import { mistakes } from '../../../app/explain/mistakes.ts';
import type { Lesson } from '../../../app/learn/lesson.ts';
import type { State } from '../../../app/state.ts';
import { duration } from '../../../ui/bar.ts';
import { rootName } from '../../../app/names.ts';
import type { Own as NodeOwn } from '../../node/own.ts';
import { counted } from '@swarmpki/core/commands';
import { endedSince, isOn, members, rootNames } from '../facts.ts';

const nodeOwn = ({ own }: State) => own['node'] as NodeOwn | undefined;

export const changeTheRoot: Lesson = {
  id: 'change-the-root',
  title: 'Change the root',
  minutes: 6,
  learns: 'how a swarm gets another root while all its connections go on.',
  steps: [
    {
      todo: 'See who trusts whom: press 3, then m.',
      hint: 'Nodes stand in groups there: a cell says whether the group of its row accepts what that of its column shows.',
      show: () => ({ open: { screen: 'trust' } }),
      isDone: (state) => isOn(state, 'trust'),
      happened: (state) =>
        `All ${counted(members(state).length, 'node')} trust ${rootNames(state).now}. A rotation must not break a cell on its way to another root. How can that be, if nodes know one root each?`,
    },
    {
      todo: 'Rotate the root, to its end: press 3, then r.',
      hint: 'That is docker swarm ca --rotate: a new key, and a certificate for it signed by the old one. If it does not end, the screen says for whom it waits.',
      show: () => ({ run: ['ca', '--rotate', '--detach'] }),
      isDone: (state, begun) => endedSince(state, begun) !== undefined,
      happened: (state, begun) => {
        const over = endedSince(state, begun);
        const took = (over?.ended.At ?? 0) - (over?.begun.At ?? 0);
        const time = took < 1000 ? 'less than a second' : duration(took);
        return `${rootNames(state).now} was made, its key signed by ${rootName(begun.root)}, and within ${time} ${over?.ended.Detail['nodes'] ?? ''} nodes renewed under it. ${mistakes.twoRoots.right} Behind the last of them the managers forgot the old key, both tokens changed, and all went over to the new root alone.`;
      },
    },
    {
      todo: 'Look at the tokens: press 4.',
      hint: 'Tokens carry the digest of the root.',
      show: () => ({ open: { screen: 'tokens' } }),
      isDone: (state) => isOn(state, 'tokens'),
      happened: (state) =>
        `Both carry the digest of ${rootNames(state).now} now. Who comes with one that was written down before does not believe the managers, and never sends its secret: remote CA does not match fingerprint.`,
    },
    {
      todo: 'See what a node shows by now: press 1, then ⏎ and ].',
      hint: 'The second tab shows the chain that it sends.',
      show: (state) => {
        const [node] = members(state);
        return node && { open: { screen: 'node', subject: node.id } };
      },
      isDone: (state) =>
        isOn(state, 'node') && nodeOwn(state)?.tab === 'Chain' && (nodeOwn(state)?.chain.length ?? 0) > 0,
      happened: (state) =>
        `It shows ${counted(nodeOwn(state)?.chain.length ?? 0, 'certificate')}. ${mistakes.nothingReissued.right}`,
    },
  ],
};
