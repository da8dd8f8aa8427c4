import { Box } from 'ink';
import type { JSX } from 'react';
import type { Room, View } from '../../app/screen.ts';
import { Lines } from '../../ui/line.tsx';
import { Panel, inside } from '../../ui/panel.tsx';
import { wrap } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import { masked, roles, tokenOf } from './judge.ts';
import type { Own, Secret } from './own.ts';
import { autolockOf, maskedKey, shownKey } from './unlock-key.ts';

const label = 8;

export function TokensView({ view, room }: { readonly view: View<Own>; readonly room: Room }): JSX.Element {
  const { own } = view;
  const judged = verdictLines(view);
  const verdictHeight = judged.length + 2;
  const tokens = [...tokenLines(view, room.width - 4), keyLine(view)];
  const list = { width: room.width, height: tokens.length + 2 };
  const verdict = { width: room.width, height: verdictHeight };
  const anatomy = { width: room.width, height: Math.max(0, room.height - list.height - verdictHeight) };
  return (
    <Box flexDirection="column">
      <Panel title="Join tokens and unlock key" {...list} isActive>
        <Lines lines={tokens} {...inside(list)} />
      </Panel>
      {anatomy.height > 2 && (
        <Panel title="Anatomy" {...anatomy}>
          <Lines lines={anatomyOf(own.chosen, anatomy.height > 11, inside(anatomy).width)} {...inside(anatomy)} />
        </Panel>
      )}
      <Panel title="A token that you have" note="p paste one" {...verdict}>
        <Lines lines={judged} {...inside(verdict)} />
      </Panel>
    </Box>
  );
}

/** What was found of a token holds until the swarm's own are others. */
export function verdictLines({ state, own: { verdict, judgedBy } }: View<Own>): readonly Line[] {
  const { Worker: worker, Manager: manager } = state.sight?.swarm?.JoinTokens ?? {};
  if (verdict.length === 0) return [[{ text: 'It is judged, and not shown.', tone: 'muted' }]];
  if (judgedBy?.Worker === worker && judgedBy?.Manager === manager) return verdict;
  return [[{ text: '! the tokens of the swarm have changed since: paste it again', tone: 'warn' }]];
}

/** A token that is shown is shown whole: its secret on a line of its own where both do not fit on one. */
function tokenLines({ state, own }: View<Own>, width: number): readonly Line[] {
  const room = Math.max(1, width - label - 2);
  return roles.flatMap((role): readonly Line[] => {
    const token = tokenOf(state, role);
    const isShown = role === own.chosen && own.shownUntil !== undefined;
    const shown = token === undefined ? 'only managers know it' : isShown ? token : masked(token);
    const tone = isShown ? 'warn' : 'plain';
    const first = nameOf(role, own);
    if (!isShown || shown.length <= room) return [[...first, { text: shown, tone }]];
    const secret = shown.lastIndexOf('-') + 1;
    return [
      [...first, { text: shown.slice(0, secret), tone }],
      [{ text: ' '.repeat(label + 2) }, { text: shown.slice(secret), tone }],
    ];
  });
}

/** The unlock key is asked for when somebody wants to see it. */
function keyLine({ state, own }: View<Own>): Line {
  const isOn = autolockOf(state);
  const name = nameOf('unlock', own);
  const key = shownKey(state, own);
  if (key !== undefined) return [...name, { text: key, tone: 'warn' }];
  if (isOn === undefined) return [...name, { text: 'only managers know it' }];
  return [
    ...name,
    isOn ? { text: maskedKey } : { text: 'autolock is off: managers start by themselves', tone: 'muted' },
  ];
}

function nameOf(secret: Secret, { chosen }: Own): Line {
  return [
    { text: secret === chosen ? '▌ ' : '  ', tone: 'accent' },
    { text: secret.padEnd(label), tone: secret === chosen ? 'strong' : 'plain' },
  ];
}

function anatomyOf(chosen: Secret, roomy: boolean, width: number): readonly Line[] {
  return chosen === 'unlock' ? keyAnatomy(width) : anatomyLines(chosen, roomy, width);
}

function keyAnatomy(width: number): readonly Line[] {
  return [
    [
      { text: 'SWMKEY', tone: 'muted' },
      { text: ' - ' },
      { text: '1', tone: 'muted' },
      { text: ' - ' },
      { text: '43 characters', tone: 'warn' },
    ],
    [{ text: '                └ ', tone: 'border' }, { text: '32 random bytes in base64: the key itself' }],
    ...[
      'It encrypts the key of each manager’s certificate on its disk, and with that all that the manager keeps: the key of the root, tokens, the state of the swarm.',
      'It is the same for all managers, and in no token. Workers have nothing of it.',
    ].flatMap((sentence) => wrap(sentence, width).map((text): Line => [{ text, tone: 'muted' }])),
  ];
}

function anatomyLines(role: string, roomy: boolean, width: number): readonly Line[] {
  const part = (mark: string, words: string, tone: 'muted' | 'plain' = 'plain'): Line => [
    { text: mark, tone: 'border' },
    { text: words, tone },
  ];
  return [
    [
      { text: 'SWMTKN', tone: 'muted' },
      { text: ' - ' },
      { text: '1', tone: 'muted' },
      { text: ' - ' },
      { text: '50 characters', tone: 'accent' },
      { text: ' - ' },
      { text: '25 characters', tone: 'warn' },
    ],
    part('│        │   │               └ ', `the secret: it makes you a ${role}`),
    part('│        │   └ ', 'SHA-256 of the root, in base 36: proves whom you talk to'),
    part('│        └ ', 'the version; 2 for swarms that demand FIPS'),
    part('└ ', 'a fixed word, so that it is found where it should not be'),
    ...(roomy
      ? [
          [],
          ...[
            'Both tokens have the same digest. The end of a rotation of the root changes both, a new token only its secret.',
            'The digest is public, the secret is not: with it anybody who reaches a manager is a node of yours.',
          ].flatMap((sentence) => wrap(sentence, width).map((text) => part('', text, 'muted'))),
        ]
      : []),
  ];
}
