import type { Lesson } from '../../../app/learn/lesson.ts';
import type { State } from '../../../app/state.ts';
import { rootName } from '../../../app/names.ts';
import { counted } from '@swarmpki/core/commands';
import { endedSince, isOn, members, rootNames } from '../facts.ts';

/** On a shell: a root that swarms take. */
export const makeRoot = [
  'openssl req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \\',
  '  -keyout my-root-key.pem -out my-root.pem -days 3650 -subj "/CN=my own root" \\',
  '  -addext keyUsage=critical,keyCertSign,cRLSign',
] as const;

const broughtRoot = ({ jobs }: State): boolean =>
  jobs.some(({ line, status }) => status === 'done' && /^ca .*--ca-cert /.test(line));

export const bringYourOwnCa: Lesson = {
  id: 'bring-your-own-ca',
  title: 'Bring your own CA',
  minutes: 5,
  learns: 'how a root of your own comes into a swarm: never at its making, always by a rotation.',
  steps: [
    {
      todo: 'Make a root (7, s: how); then 3, o, and its files.',
      hint: 'docker swarm init takes no root: a swarm begins with one that it makes. A rotation takes yours, if it is a single certificate, may sign, and lives for a year at least.',
      show: () => ({
        title: 'A root of your own',
        lines: [
          [{ text: 'On a shell, in the directory in which swarmpki was started:', tone: 'muted' }],
          [],
          ...makeRoot.map((text) => [{ text, tone: 'strong' } as const]),
          [],
          [{ text: 'Then here: 3, o, my-root.pem, ⏎, my-root-key.pem, ⏎', tone: 'muted' }],
          [{ text: 'A key that only an external CA has: 3, E; see swarmpki external-ca serve --help', tone: 'muted' }],
        ],
      }),
      isDone: (state, begun) => broughtRoot(state) && endedSince(state, begun) !== undefined,
      happened: (state, begun) =>
        `${rootNames(state).now} is yours. ${rootName(begun.root)} signed a certificate for it, as for any other, until ${counted(members(state).length, 'node')} trusted it. The managers have its key, to sign with; so has whoever has your file: keep it well. To a root that you have the files of you can go back; to one that swarm made nobody can.`,
    },
    {
      todo: 'Look at it: press 2.',
      hint: 'p shows it in PEM: the bytes of your file, as every node has them.',
      show: () => ({ open: { screen: 'ca' } }),
      isDone: (state) => isOn(state, 'ca'),
      happened: (state) =>
        `${state.sight?.swarm?.TLSInfo.TrustRoot.length ?? 0} bytes of PEM, and the digest of exactly these is in the tokens. Mind its end: swarm never renews a root, and one with under a year left is not taken for a rotation.`,
    },
  ],
};
