import type { Lesson } from '../../../app/learn/lesson.ts';
import { swarmNow } from '../../../app/moments.ts';
import type { State } from '../../../app/state.ts';
import { duration } from '../../../ui/bar.ts';
import { minuteOf } from '../../../ui/stamp.ts';
import { counted } from '@swarmpki/core/commands';
import { isOn, latest, members, nameOf, since, workers } from '../facts.ts';

const day = 86_400_000;
const stopped = (state: State) => members(state).filter(({ place }) => place === 'stopped');
const isOver = (state: State, end: number | undefined): boolean => end !== undefined && end < swarmNow(state);
/** Stopped until it was too late. */
const lost = (state: State) => stopped(state).filter(({ certificate }) => isOver(state, certificate?.notAfter));
const clock = () => ({ open: { screen: 'clock' } }) as const;

export const ninetyDays: Lesson = {
  id: 'ninety-days',
  title: 'Ninety days',
  minutes: 4,
  learns: 'how certificates are renewed without anybody’s doing, and what becomes of a node that cannot.',
  steps: [
    {
      todo: 'Have a worker: press 1, then n and ⏎, if there is none.',
      hint: 'One is enough. With five it is nicer to look at.',
      show: () => ({ run: ['node', 'add', '--count', '2'] }),
      isDone: (state) => workers(state).some(({ state: is, place }) => is === 'ready' && place === 'here'),
      happened: (state) =>
        `${counted(workers(state).length, 'worker')} and ${counted(members(state).length - workers(state).length, 'manager')}: each has drawn a moment of its own at which it renews, so that not all of them ask at once.`,
    },
    {
      todo: 'Open the clock: press t.',
      hint: 'Lab time can stand still, run fast, or go ahead to a moment. Certificates live by it.',
      show: clock,
      isDone: (state) => isOn(state, 'clock'),
      happened: (state) => {
        const next = state.sight?.lab?.clock.Next;
        if (next === undefined) return 'Nothing is due by itself at present.';
        return `What comes next by itself is the ${next.What} of ${next.Name || next.ID}, in ${duration(next.At - swarmNow(state))}. ▒ is where each node renews at a moment that it alone knows.`;
      },
    },
    {
      todo: 'Go ahead until somebody renews: press m, twice or thrice.',
      hint: 'm is thirty days; renewals begin after 45, and none is later than after 72. Whatever is due on the way happens: a jump waits for it.',
      show: () => ({ run: ['clock', 'jump', '+73d'] }),
      isDone: (state, begun) =>
        since(state, begun, 'node-renewing').length > 0 && since(state, begun, 'certificate-issued').length > 0,
      happened: (state, begun) => {
        const [first, ...others] = since(state, begun, 'node-renewing');
        const also = others.length === 0 ? '' : `, and ${others.length} times others after it`;
        return `${first?.Name ?? 'A node'} renewed on ${minuteOf(first?.At ?? 0)}, ${duration((first?.At ?? 0) - begun.at)} after you began${also}. Nobody told it: it showed its present certificate, and got one for a new key.`;
      },
    },
    {
      todo: 'Stop a worker: press 1, choose it, s.',
      hint: 'A worker, so that the managers go on signing. Its disk is kept, with its key and its certificate.',
      show: (state) => {
        const worker = workers(state).find(({ place }) => place === 'here');
        return worker && { run: ['node', 'stop', worker.id] };
      },
      isDone: (state) => stopped(state).length > 0,
      happened: (state) => {
        const [node] = stopped(state);
        return `${node ? nameOf(node) : 'It'} is a member still, and its certificate good until ${minuteOf(node?.certificate?.notAfter ?? 0)}. Nobody renews that in its place: only it has the key.`;
      },
    },
    {
      todo: 'Go ahead past its end: press t, then m again and again.',
      hint: 'Ninety days at the most. The bars of the others move on each time they renew.',
      show: (state) => {
        const ends = stopped(state).map(({ certificate }) => certificate?.notAfter ?? 0);
        const days = Math.ceil((Math.min(...ends) - swarmNow(state)) / day);
        return ends.length === 0 ? undefined : { run: ['clock', 'jump', `+${Math.max(1, days)}d`] };
      },
      isDone: (state) => lost(state).length > 0,
      happened: (state) => {
        const [node] = lost(state);
        const well = members(state).filter(({ certificate }) => !isOver(state, certificate?.notAfter)).length;
        return `The certificate of ${node ? nameOf(node) : 'it'} ended ${duration(swarmNow(state) - (node?.certificate?.notAfter ?? 0))} ago. ${counted(well, 'other node')} renewed in good time: who reaches a manager never sees the end.`;
      },
    },
    {
      todo: 'Start it again: press 1, choose it, S.',
      hint: 'The list has the worst first: it stands at the top.',
      show: (state) => {
        const [node] = lost(state);
        return node && { run: ['node', 'start', node.id] };
      },
      isDone: (state) =>
        lost(state).some(({ id }) =>
          state.jobs.some(({ line, status }) => line === `node start ${id}` && status === 'failed'),
        ),
      happened: (state) => {
        const [node] = lost(state);
        return `${node ? nameOf(node) : 'It'} does not even start: a node looks at its own certificate first. Were it running, the managers would refuse it in the handshake, so it could not ask for another one either. There is no grace: it has to leave, and join again.`;
      },
    },
    {
      todo: 'Remove it: press 1, choose it, X.',
      hint: 'It has to be down for that, which managers see when a few of its heartbeats are missing.',
      show: (state) => {
        const [node] = lost(state);
        return node && { run: ['node', 'rm', '--force', node.id] };
      },
      isDone: (state, begun) => since(state, begun, 'node-removed').length > 0,
      happened: (state) => {
        const who = latest(state, 'node-removed')?.Name ?? '';
        return `${who || 'It'} is no member any more. ${counted(members(state).length, 'node')} are left, none of which needed you for its certificate.`;
      },
    },
  ],
};
