import { wordsOf } from '../../../app/explain/events.ts';
import type { Lesson } from '../../../app/learn/lesson.ts';
import type { Begun } from '../../../app/learn/progress.ts';
import type { State } from '../../../app/state.ts';
import { duration } from '../../../ui/bar.ts';
import type { Own as NodeOwn } from '../../node/own.ts';
import { counted } from '@swarmpki/core/commands';
import { eventsOf, isOn, latest, nameOf, since, workers } from '../facts.ts';

/** Workers that have joined since, and are there. */
const joined = (state: State, begun: Begun) => {
  const accepted = new Set(since(state, begun, 'node-accepted').map(({ ID }) => ID));
  return workers(state).filter(({ id, state: is, certificate }) => accepted.has(id) && is === 'ready' && certificate);
};

const lastWorker = (state: State) => {
  const id = latest(state, 'node-accepted')?.ID;
  return workers(state).find((worker) => worker.id === id) ?? workers(state)[0];
};

const probeOf = (own: State['own']) => (own['node'] as NodeOwn | undefined)?.connections[0]?.result;

export const joinAWorker: Lesson = {
  id: 'join-a-worker',
  title: 'Join a worker',
  minutes: 3,
  learns: 'what a node has to know to become a member, and what it has afterwards.',
  steps: [
    {
      todo: 'Let a worker join: press 1, then n and ⏎.',
      hint: 'A simulated node does just what a machine does on which docker swarm join is typed: it gets an address and a token, and nothing else.',
      show: () => ({ run: ['node', 'add', '--count', '1'] }),
      isDone: (state, begun) => joined(state, begun).length > 0,
      happened: (state, begun) => {
        const [worker] = joined(state, begun);
        const { notBefore = 0, notAfter = 0 } = worker?.certificate ?? {};
        return `${worker ? nameOf(worker) : 'It'} fetched the root from the manager, compared it with the digest in its token, and only then sent the secret, with a request for a certificate. It is ${worker?.id.slice(0, 10) ?? ''}… from now on, for ${duration(notAfter - notBefore)}; the first hour of that lies in the past.`;
      },
    },
    {
      todo: 'See what led to what: press 5.',
      hint: 'The timeline has the latest at its top. c goes to the event that led to the one that is selected.',
      show: () => ({ open: { screen: 'events' } }),
      isDone: (state) => isOn(state, 'events'),
      happened: (state) => {
        const worker = lastWorker(state);
        const events = worker === undefined ? [] : eventsOf(state, worker.id);
        return `${worker ? nameOf(worker) : 'The worker'} has ${counted(events.length, 'event')} by now: ${events
          .slice(0, 6)
          .map((entry) => wordsOf(entry).word)
          .join(
            ', ',
          )}. It was accepted for its secret, got its certificate, and showed that in the session by which it stays in touch.`;
      },
    },
    {
      todo: 'Open the worker: 1, choose it, ⏎. Then press c.',
      hint: 'c makes a real connection of mutual TLS, as nodes make them all the time, and shows what each end says of the other.',
      show: (state) => {
        const worker = lastWorker(state);
        return worker && { open: { screen: 'node', subject: worker.id } };
      },
      isDone: ({ own }, begun) => {
        const probe = probeOf(own);
        return probe !== undefined && probe !== probeOf(begun.own) && probe.Failure === '';
      },
      happened: ({ own }) => {
        const probe = probeOf(own);
        const { Client: client, Server: server } = probe ?? {};
        return `${client?.Name ?? ''} and ${server?.Name ?? ''} spoke ${probe?.Version ?? ''}, ${probe?.Suite ?? ''}, after ${((probe?.Microseconds ?? 0) / 1000).toFixed(1)} ms. Both showed a certificate, and each judged the other’s by the root that it trusts: ${client?.Verdict ?? ''} here, ${server?.Verdict ?? ''} there.`;
      },
    },
  ],
};
