import type { Lesson } from '../../../app/learn/lesson.ts';
import { flagWords } from '../../../app/form.ts';
import type { State } from '../../../app/state.ts';
import { duration } from '../../../ui/bar.ts';
import { initial } from '../../init/bindings.ts';
import type { Own as InitOwn } from '../../init/bindings.ts';
import { fields } from '../../init/fields.ts';
import { counted } from '@swarmpki/core/commands';
import { isOn, members, nameOf, rootNames } from '../facts.ts';

/** As the form of the first screen has been filled in. */
const initWords = ({ own }: State): readonly string[] => [
  'init',
  ...flagWords(fields, ((own['init'] as InitOwn | undefined) ?? initial).filled),
];

const firstManager = (state: State) => members(state).find(({ manager }) => manager);

export const firstSwarm: Lesson = {
  id: 'first-swarm',
  title: 'First swarm',
  minutes: 2,
  learns: 'what keys and certificates there are when a swarm has just been made, and who made them.',
  steps: [
    {
      todo: 'Make a swarm: press 1, then c.',
      hint: 'The form is that of docker swarm init. Whatever you leave as it is, is what Docker takes. If there is a swarm already, this step is done.',
      show: (state) => ({ run: initWords(state) }),
      isDone: (state) => state.sight?.lab !== undefined && firstManager(state) !== undefined,
      happened: (state) => {
        const manager = firstManager(state);
        const { notBefore = 0, notAfter = 0 } = manager?.certificate ?? {};
        return `A key was made for the root, ${rootNames(state).now}, and one for ${manager ? nameOf(manager) : 'the manager'}, whose certificate that root signed for ${duration(notAfter - notBefore)}. Two secrets were drawn; each with the digest of the root, they are the two join tokens. In Docker: docker swarm init.`;
      },
    },
    {
      todo: 'Look at its first node: press 1, then ⏎.',
      hint: 'On the list of nodes the arrows choose one, and ⏎ opens it.',
      show: (state) => {
        const manager = firstManager(state);
        return manager && { open: { screen: 'node', subject: manager.id } };
      },
      isDone: (state) => isOn(state, 'node'),
      happened: (state) => {
        const manager = firstManager(state);
        return `Its id ${manager?.id ?? ''} is the name (CN) in its certificate, its role swarm-${manager?.role ?? 'manager'} the unit (OU), the swarm ${state.sight?.lab?.swarm.ID ?? ''} the organisation (O). Managers look at nothing else: not at host names, not at addresses.`;
      },
    },
    {
      todo: 'See who signs: press 2.',
      hint: 'The second screen shows the certificate of the root, and how certificates of nodes are signed.',
      show: () => ({ open: { screen: 'ca' } }),
      isDone: (state) => isOn(state, 'ca'),
      happened: (state) => {
        const bytes = state.sight?.swarm?.TLSInfo.TrustRoot.length ?? 0;
        const managers = members(state).filter(({ manager }) => manager).length;
        return `The root ${rootNames(state).now} has signed itself: ${bytes} bytes of PEM, that every node keeps. Its key lies with ${counted(managers, 'manager')} and nobody else. Each node renews its certificate by itself, between half and 80 % of its life.`;
      },
    },
  ],
};
