import type { Lesson } from '../../../app/learn/lesson.ts';
import type { State } from '../../../app/state.ts';
import { rootName } from '../../../ui/names.ts';
import { counted, endOfRotation, isOn, members, rootsOf, since } from '../facts.ts';

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
      isDone: (state, begun) =>
        broughtRoot(state) &&
        since(state, begun, 'rotation-started').length + since(state, begun, 'rotation-replaced').length > 0,
      happened: (state, begun) => {
        const { now, next } = rootsOf(state);
        return `${next ?? now} is yours. The managers have taken its key, too, to sign with; ${rootName(begun.root)} has signed a certificate for it, as for any other. Whoever has your key file can make certificates that this swarm accepts: keep it well.`;
      },
    },
    {
      todo: 'Wait until all have renewed: press 3 to watch.',
      hint: 'The same happens as with a root that swarm made itself.',
      show: () => ({ open: { screen: 'rotation' } }),
      isDone: (state) => endOfRotation(state) !== undefined,
      happened: (state) =>
        `${counted(members(state).length, 'node')} trust ${rootsOf(state).now} now, and both tokens carry its digest. You can go back to a root that you have the files of, as to any other; to one that swarm made nobody can, since nobody has its key.`,
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
