import type { ProbeSide } from '@swarmpki/core/engine';
import { fit } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import type { Connection, Own } from './own.ts';

/** Each connection to a manager: how it is spoken, what either end showed, and what it makes of the other. */
export function connectionLines({ connections, unconnected }: Own, isLab: boolean): readonly Line[] {
  if (!isLab) return [[{ text: 'Only a lab opens connections for its nodes.', tone: 'muted' }]];
  if (unconnected !== undefined) return [[{ text: unconnected, tone: 'muted' }]];
  if (connections.length === 0) return [[{ text: 'Connecting …', tone: 'busy' }]];
  return connections.flatMap(linesOf);
}

function linesOf({ result, sent, received }: Connection): readonly Line[] {
  const { Address: address, Version: version, Suite: suite, Group: group, Microseconds: us, Failure: failure } = result;
  const how =
    failure === '' ? [version, suite, group, `${(us / 1_000).toFixed(1)} ms`].filter(Boolean).join('  ') : failure;
  return [
    [
      { text: `${result.Server.Name}  `, tone: 'strong' },
      { text: `${address}  `, tone: 'muted' },
      { text: how, tone: failure === '' ? 'plain' : 'bad' },
    ],
    row('it shows', sent.join(' ◂ ')),
    row('is shown', received.length === 0 ? '—' : received.join(' ◂ ')),
    verdict('it says', result.Client),
    verdict('manager says', result.Server),
  ];
}

const row = (name: string, text: string): Line => [{ text: `  ${fit(name, 14)}`, tone: 'muted' }, { text }];

function verdict(who: string, { Verdict: said, Code: code, Reason: reason }: ProbeSide): Line {
  const tone = said === 'accepted' ? 'good' : said === 'refused' ? 'bad' : 'muted';
  const sign = said === 'accepted' ? '✔' : said === 'refused' ? '✗' : '·';
  return [
    { text: `  ${fit(who, 14)}`, tone: 'muted' },
    { text: `${sign} ${said}${code === '' ? '' : `: ${code}`}`, tone },
    { text: reason === '' ? '' : `  ${reason}`, tone: 'muted' },
  ];
}
