import { Box } from 'ink';
import type { JSX } from 'react';
import type { AttackResult, LabAttack } from '@swarmpki/core/engine';
import type { Room, View } from '../../app/screen.ts';
import { LineText, Lines } from '../../ui/line.tsx';
import { Panel, inside } from '../../ui/panel.tsx';
import { Scrolled, lowestTop } from '../../ui/scrolled.tsx';
import { windowTop } from '../../ui/table.tsx';
import { wrap } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import { attackLines, evidenceLines, markOf, stepLines } from './lines.ts';
import { seenIn, selectedAttack, wasRight } from './own.ts';
import type { Own, Seen } from './own.ts';

interface Props {
  readonly view: View<Own>;
  readonly room: Room;
}

export function AttackView({ view, room }: Props): JSX.Element {
  const { state, own } = view;
  if (state.engine.isLab === false) return <NoLab name={state.engine.name} room={room} />;
  const attack = selectedAttack(own);
  const result = own.results[attack?.ID ?? ''];
  const lower = attack === undefined ? 0 : lowerHeight(attack, result, room.height);
  const width = 34;
  const list = { width, height: room.height - lower };
  const shown = { width: room.width - width, height: room.height - lower };
  const steps = { width: Math.floor(room.width / 2), height: lower };
  const seen = { width: room.width - steps.width, height: lower };
  return (
    <Box flexDirection="column">
      <Box>
        <AttackList own={seenIn(view)} {...list} />
        <Attack view={view} room={shown} />
      </Box>
      {attack !== undefined && lower > 2 && (
        <Box>
          <Panel title="Step by step" {...steps}>
            <Lines lines={stepLines(attack, result).slice(stepTop(attack, result, lower - 2))} {...inside(steps)} />
          </Panel>
          <Panel title="What can be seen" {...seen}>
            <Lines lines={evidenceLines(attack, result, inside(seen).width)} {...inside(seen)} />
          </Panel>
        </Box>
      )}
    </Box>
  );
}

/** Room for all steps, if that leaves enough for the attack itself: before it is run that is all there is to read. */
function lowerHeight({ Steps: steps }: LabAttack, result: AttackResult | undefined, height: number): number {
  if (result === undefined && height < roomy) return 0;
  const lower = Math.min(Math.max(steps.length, result?.Evidence.length ?? 5) + 2, height - 11);
  return lower < 4 ? 0 : lower;
}

/** The first step that is shown, so that the one that was refused is among them. */
function stepTop({ Steps: steps }: LabAttack, result: AttackResult | undefined, height: number): number {
  return windowTop(0, Math.min(steps.length - 1, (result?.Passed ?? 0) + 1), height, steps.length);
}

/** Lines in which there is room for everything. */
const roomy = 24;

function AttackList({ own, width, height }: Room & { readonly own: Seen }): JSX.Element {
  const attacks = own.attacks ?? [];
  const space = inside({ width, height });
  const top = windowTop(own.selected - Math.floor(space.height / 2), own.selected, space.height, attacks.length);
  const done = attacks.filter(({ ID: id }) => own.results[id] !== undefined);
  const right = done.filter((attack) => wasRight(own, attack) === true).length;
  const note = done.length === 0 ? `${attacks.length}` : `${done.length} of ${attacks.length} done, ${right} foreseen`;
  return (
    <Panel title="Attacks" note={note} width={width} height={height} isActive>
      {attacks.slice(top, top + space.height).map(({ ID: id, Title: title }, row) => {
        const at = top + row;
        const line: Line = [
          { text: at === own.selected ? '▌' : ' ', tone: 'accent' },
          markOf(own, id),
          { text: ` ${String(at + 1).padStart(2)} ${title}` },
        ];
        return <LineText key={id} line={line} width={space.width} isSelected={at === own.selected} />;
      })}
    </Panel>
  );
}

function Attack({ view: { state, own, where }, room }: Props): JSX.Element {
  const attack = selectedAttack(own);
  const space = inside(room);
  if (attack === undefined) {
    return (
      <Panel title="Attack lab" {...room}>
        <Lines lines={[[{ text: 'The lab is being asked …', tone: 'muted' }]]} {...space} />
      </Panel>
    );
  }
  const lines = attackLines(attack, seenIn({ state, own, where }), space.width);
  const lowest = lowestTop(lines, space.height);
  const more = lowest === 0 ? '' : own.top < lowest ? 'PgDn more' : 'PgUp back';
  const note = more === '' ? `$ ${state.engine.program} attack ${attack.ID}` : more;
  return (
    <Panel title={`${own.selected + 1}  ${attack.Title}`} note={note} {...room}>
      <Scrolled lines={lines} top={own.top} {...space} />
    </Panel>
  );
}

function NoLab({ name, room }: { readonly name: string; readonly room: Room }): JSX.Element {
  const { width, height } = inside(room);
  const words = [
    `${name} is a Docker Engine, and no lab.`,
    'Attacks are carried out on labs alone, where nobody is harmed: this program attacks nothing but what it hosts itself.',
    'Leave out --host, --context and SWARMPKI_HOST to come to the lab of this machine. A lab like this swarm, to try things there, is made by `swarmpki lab like`.',
  ];
  const lines = words.flatMap((text) => [...wrap(text, width).map((line): Line => [{ text: line }]), []]);
  return (
    <Panel title="Attack lab" {...room}>
      <Lines lines={lines} width={width} height={height} />
    </Panel>
  );
}
