import { commands, durationText } from '@swarmpki/core/commands';
import { runAsked } from '../../app/act.ts';
import { edit } from '../../app/field.ts';
import type { Binding, View } from '../../app/screen.ts';
import { trustBinding } from '../../app/to-trust.ts';
import type { Own } from './own.ts';

const swarmOf = ({ state }: View<Own>) => state.sight?.swarm;

export const bindings: readonly Binding<Own>[] = [
  trustBinding('ca'),
  {
    id: 'ca.rotate',
    title: 'rotate',
    about: 'Rotate the root: a new key, cross-signed by the old one',
    keys: ['r'],
    section: 'act',
    weight: 10,
    command: 'ca',
    words: (view) => (swarmOf(view) === undefined ? undefined : ['--rotate', '--detach']),
  },
  {
    id: 'ca.expiry',
    title: 'life',
    about: 'Change how long certificates of nodes live; it acts once the root changes',
    keys: ['e'],
    section: 'act',
    weight: 9,
    possible: (view) => swarmOf(view) !== undefined && !view.state.readOnly,
    run: (view, app) =>
      edit(app, {
        label: 'Certificates live:',
        text: lifeWords(swarmOf(view)?.Spec.CAConfig.NodeCertExpiry ?? 0),
        onEnter: (text) => {
          const command = commands.find(({ name }) => name === 'update');
          if (command !== undefined) runAsked(app, command, ['--cert-expiry', text.trim()]);
        },
      }),
  },
  {
    id: 'ca.pem',
    title: 'PEM',
    about: 'Show the root as it lies in files',
    keys: ['p'],
    section: 'look',
    weight: 7,
    possible: (view) => swarmOf(view) !== undefined,
    run: (view, app) => {
      const pem = swarmOf(view)?.TLSInfo.TrustRoot ?? '';
      const lines = pem
        .trim()
        .split('\n')
        .map((text) => [{ text }]);
      app.store.update((state) => ({ ...state, overlay: { kind: 'text', title: 'swarm-root-ca.crt', lines, top: 0 } }));
    },
  },
  {
    id: 'ca.copy',
    title: 'copy root',
    about: 'Copy the root in PEM',
    keys: ['y'],
    section: 'look',
    weight: 6,
    possible: (view) => swarmOf(view) !== undefined,
    run: (view, app) => app.copy(swarmOf(view)?.TLSInfo.TrustRoot ?? '', 'the root'),
  },
];

/** As Docker's flags have it. @param nanoseconds 0 for the default */
export function lifeWords(nanoseconds: number): string {
  return durationText(nanoseconds || 7_776_000_000_000_000);
}
