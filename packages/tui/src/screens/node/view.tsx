import { Box } from 'ink';
import type { JSX } from 'react';
import { swarmNow } from '../../app/moments.ts';
import type { Room, View } from '../../app/screen.ts';
import { isBackdated } from '../../app/signing.ts';
import { LineText, Lines } from '../../ui/line.tsx';
import { Panel, inside } from '../../ui/panel.tsx';
import { Scrolled, readSoFar } from '../../ui/scrolled.tsx';
import type { Line } from '../../theme/line.ts';
import { nodeOf } from './bindings.ts';
import { checkLines } from './checks.ts';
import { lifeLines } from './life.ts';
import { connectionLines } from './connection-lines.ts';
import { asn1Lines, historyLines, jsonLines, pemLines, textLines } from './depth-lines.ts';
import { certificateLines, chainLines } from './lines.ts';
import { ownOf, tabs } from './own.ts';
import type { Own } from './own.ts';

export function NodeView({ view, room }: { readonly view: View<Own>; readonly room: Room }): JSX.Element {
  const { own } = view;
  const below = { width: room.width, height: room.height - 1 };
  return (
    <Box flexDirection="column">
      <LineText line={tabLine(own)} width={room.width} />
      {own.tab === 'Summary' ? <Summary view={view} room={below} /> : <Whole view={view} room={below} />}
    </Box>
  );
}

function tabLine({ tab }: Own): Line {
  return tabs.flatMap((name) => [
    { text: name === tab ? ` [${name}]` : `  ${name} `, tone: name === tab ? 'accent' : 'muted' } as const,
  ]);
}

interface PartProps {
  readonly view: View<Own>;
  readonly room: Room;
}

function Summary({ view, room }: PartProps): JSX.Element {
  const { state, own: kept, where } = view;
  const node = nodeOf(view);
  const own = ownOf(kept, where.subject);
  if (node === undefined) return <Panel title="No such node" {...room} children={undefined} />;
  const backdated = node.certificate !== undefined && isBackdated(state, node.certificate);
  const lifeHeight = node.certificate === undefined ? 0 : 5;
  const upper = Math.max(4, Math.min(13, room.height - lifeHeight));
  const left = { width: Math.floor(room.width * 0.56), height: upper };
  const right = { width: room.width - left.width, height: upper };
  const life = { width: room.width, height: lifeHeight };
  const rest = { width: room.width, height: room.height - upper - lifeHeight };
  return (
    <Box flexDirection="column">
      <Box>
        <Panel title={own.chain.length === 0 ? 'What is known' : 'Certificate'} {...left}>
          <Lines
            lines={certificateLines(node, own, swarmNow(state), inside(left).width, backdated)}
            {...inside(left)}
          />
        </Panel>
        <Panel title="What others look at" {...right}>
          <Lines lines={checkLines(state, node, own, inside(right).width)} {...inside(right)} />
        </Panel>
      </Box>
      {node.certificate && (
        <Panel title="Life of this certificate" {...life}>
          <Lines lines={lifeLines(node.certificate, swarmNow(state), inside(life).width)} {...inside(life)} />
        </Panel>
      )}
      {rest.height > 2 && (
        <Panel title="Chain it sends" {...rest}>
          <Lines lines={chainLines(state, node, own, inside(rest).width)} {...inside(rest)} />
        </Panel>
      )}
    </Box>
  );
}

function Whole({ view, room }: PartProps): JSX.Element {
  const { state, where } = view;
  const own = ownOf(view.own, where.subject);
  const node = nodeOf(view);
  const lines =
    node === undefined
      ? []
      : {
          Summary: [],
          Chain: chainLines(state, node, own, inside(room).width),
          Connections: connectionLines(own, state.engine.isLab === true),
          Text: textLines(own),
          'ASN.1': asn1Lines(own),
          JSON: jsonLines(own),
          PEM: pemLines(own),
          History: historyLines(state, node.id),
        }[own.tab];
  const space = inside(room);
  return (
    <Panel title={own.tab} note={readSoFar(lines, own.top, space.height)} {...room} isActive>
      <Scrolled lines={lines} top={own.top} {...space} />
    </Panel>
  );
}
