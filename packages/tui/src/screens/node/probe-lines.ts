import type { ProbeResult, ProbeSide } from '@swarmpki/core/engine';
import { fit } from '../../ui/text.ts';
import type { Line } from '../../ui/text.ts';

/** What came of a connection: how it is spoken, and what each end makes of the other. */
export function probeLines({
  Address: address,
  Version: version,
  Suite: suite,
  Group: group,
  Microseconds: us,
  Failure: failure,
  Client: client,
  Server: server,
}: ProbeResult): readonly Line[] {
  const how =
    failure === ''
      ? [version, suite, group, us > 0 ? `${(us / 1000).toFixed(1)} ms` : ''].filter((part) => part !== '').join('  ')
      : failure;
  return [
    [
      { text: `${address}  `, tone: 'muted' },
      { text: how, tone: failure === '' ? 'plain' : 'bad' },
    ],
    verdict('the node says', client),
    verdict('the manager says', server),
  ];
}

function verdict(who: string, { Verdict: said, Code: code, Reason: reason }: ProbeSide): Line {
  const tone = said === 'accepted' ? 'good' : said === 'refused' ? 'bad' : 'muted';
  const sign = said === 'accepted' ? '✔' : said === 'refused' ? '✗' : '·';
  return [
    { text: fit(who, 18), tone: 'muted' },
    { text: `${sign} ${said}${code === '' ? '' : `: ${code}`}`, tone },
    { text: reason === '' ? '' : `  ${reason}`, tone: 'muted' },
  ];
}
