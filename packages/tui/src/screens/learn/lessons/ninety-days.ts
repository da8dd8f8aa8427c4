import type { Lesson } from '../../../app/learn/lesson.ts';
import { swarmNow } from '../../../app/moments.ts';
import type { State } from '../../../app/state.ts';
import { duration } from '../../../ui/bar.ts';
import { counted, isOn, latest, members, minute, nameOf, since, workers } from '../facts.ts';

const day = 86_400_000;
const cutOff = (state: State) => members(state).filter(({ faults }) => faults?.Cut === true);
const isOver = (state: State, end: number | undefined): boolean => end !== undefined && end < swarmNow(state);
const expired = (state: State) => members(state).filter(({ certificate }) => isOver(state, certificate?.notAfter));
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
        return `${first?.Name ?? 'A node'} renewed on ${minute(first?.At ?? 0)}, ${duration((first?.At ?? 0) - begun.at)} after you began${also}. Nobody told it: it showed its present certificate, and got one for a new key.`;
      },
    },
    {
      todo: 'Cut a worker off the network: press 1, choose it, b.',
      hint: 'A worker, so that the managers go on signing. Its machine runs, and nothing gets through.',
      show: (state) => {
        const worker = workers(state).find(({ place }) => place === 'here');
        return worker && { run: ['node', 'cut', worker.id] };
      },
      isDone: (state) => cutOff(state).length > 0,
      happened: (state) => {
        const [node] = cutOff(state);
        return `${node ? nameOf(node) : 'It'} is a member still, and its certificate good until ${minute(node?.certificate?.notAfter ?? 0)}. From its renewal window on it will try in vain.`;
      },
    },
    {
      todo: 'Go ahead past its end: press t, then m again and again.',
      hint: 'Ninety days at the most. It tries to renew again and again meanwhile, and each time that is waited for: this takes a while.',
      show: (state) => {
        const ends = cutOff(state).map(({ certificate }) => certificate?.notAfter ?? 0);
        const days = Math.ceil((Math.min(...ends) - swarmNow(state)) / day);
        return ends.length === 0 ? undefined : { run: ['clock', 'jump', `+${Math.max(1, days)}d`] };
      },
      isDone: (state) => cutOff(state).some(({ certificate }) => isOver(state, certificate?.notAfter)),
      happened: (state) => {
        const node = cutOff(state).find(({ certificate }) => isOver(state, certificate?.notAfter));
        const well = members(state).filter(({ certificate }) => !isOver(state, certificate?.notAfter)).length;
        return `The certificate of ${node ? nameOf(node) : 'it'} ended ${duration(swarmNow(state) - (node?.certificate?.notAfter ?? 0))} ago. The ${counted(well, 'other node')} renewed in good time: who reaches a manager never sees the end.`;
      },
    },
    {
      todo: 'Connect it again: press 1, choose it, B.',
      hint: 'The list has the worst first: it stands at the top.',
      show: (state) => {
        const [node] = cutOff(state);
        return node && { run: ['node', 'heal', node.id] };
      },
      isDone: (state) => cutOff(state).length === 0 && expired(state).length > 0,
      happened: (state) => {
        const [node] = expired(state);
        return `${node ? nameOf(node) : 'It'} reaches the managers, and is out all the same: they refuse its certificate in the handshake, so it cannot even ask for another one. There is no grace. It has to leave, and join again.`;
      },
    },
    {
      todo: 'Remove it: choose it, X.',
      hint: 'A node that is down can be removed without force. What it was goes on a list until a week after its certificate has ended.',
      show: (state) => {
        const [node] = expired(state);
        return node && { run: ['node', 'rm', node.id] };
      },
      isDone: (state, begun) => since(state, begun, 'node-removed').length > 0,
      happened: (state) => {
        const who = latest(state, 'node-removed')?.Name ?? '';
        return `${who || 'It'} is no member any more. ${counted(members(state).length, 'node')} are left, none of which needed you for its certificate.`;
      },
    },
  ],
};
