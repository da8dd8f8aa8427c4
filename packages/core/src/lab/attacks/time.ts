import { MachineClock } from '../faults/machine-clock.ts';
import type { Attack } from './attack.ts';
import { joinSteps } from './scene.ts';
import { momentToSecond } from '../../time-words.ts';

const day = 24 * 3_600_000;

/** Attacks on whom everybody believes: the clock. */
export const timeAttacks: readonly Attack[] = [
  {
    id: 'clock-behind',
    title: 'Clock two days behind',
    situation:
      'You control the time server of a machine: its clock is two days behind. It has a good token, and calls the real manager.',
    question: 'The machine joins. What comes of it?',
    answers: [
      { text: 'it joins: certificates are dated back', outcome: 'succeeded' },
      { text: 'it refuses: for it the certificates are not valid yet', outcome: 'refused' },
      { text: 'the manager notices, and refuses it', outcome: 'neither' },
    ],
    steps: joinSteps,
    defence: { name: 'the validity of certificates', code: 'x509/path-checks.ts checkValidity', paragraph: '1.4' },
    short:
      'A node’s certificate is dated back by an hour, for clocks that are behind; by two days it is not valid yet. The machine refuses what it was given.',
    long: [
      'If the root is older than two days the machine gets as far as its own certificate, and leaves a node behind that never reports. That holds up every rotation until it is removed.',
      'A younger root is refused at once, and nothing is left. A manager cannot know the clock of a machine.',
      'The other way round it would be worse: with a clock that is behind an expired certificate is valid again. Time servers are part of what one trusts.',
    ],
    run: async (scene) => {
      const clock = new MachineClock(scene.lab.services.clock);
      clock.skew(-2 * day);
      scene.show('the swarm’s time', momentToSecond(scene.now()));
      scene.show('the machine’s time', momentToSecond(clock.now()));
      await scene.join({ token: scene.lab.joinToken('worker'), clock });
    },
  },
];
