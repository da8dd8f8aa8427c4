import type { AttackResult, LabAttack } from '@swarmpki/core/engine';
import type { Tone } from '../../theme/theme.ts';
import { fit, wrap } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import { expectedAnswer, wasRight } from './own.ts';
import type { Own, Seen } from './own.ts';

/** Cells of the names before values. */
const nameWidth = 9;

/** How an attack stands: not yet run, under way, refused, or one that succeeded. */
export function markOf({ results, running }: Own, id: string): { readonly text: string; readonly tone: Tone } {
  if (running === id) return { text: '◐', tone: 'busy' };
  const outcome = results[id]?.Outcome;
  if (outcome === undefined) return { text: '·', tone: 'muted' };
  return outcome === 'refused' ? { text: '✔', tone: 'good' } : { text: '✗', tone: 'bad' };
}

/** The attack that is shown: what came of it first, if it was run; then what it is about. */
export function attackLines(attack: LabAttack, own: Seen, width: number): readonly Line[] {
  const result = own.results[attack.ID];
  const about = [
    ...plain(attack.Situation, width),
    [],
    ...plain(attack.Question, width, 'strong'),
    ...answerLines(attack, own, width),
  ];
  if (result === undefined) {
    return own.running === attack.ID ? [...about, [], [{ text: '◐ it is under way …', tone: 'busy' }]] : about;
  }
  return [...resultLines(attack, result, own, width), [], ...about];
}

function plain(text: string, width: number, tone: Tone = 'plain'): readonly Line[] {
  return wrap(text, width).map((line) => [{ text: line, tone }]);
}

function answerLines(attack: LabAttack, own: Seen, width: number): readonly Line[] {
  const outcome = own.results[attack.ID]?.Outcome;
  const expected = expectedAnswer(own, attack);
  return attack.Answers.flatMap((each) => {
    const { Text: answer, Outcome: means } = each;
    const isChosen = each === expected;
    const isTrue = outcome !== undefined && means === outcome;
    const tone: Tone = isTrue ? 'good' : isChosen ? 'accent' : 'plain';
    return wrap(answer, width - 6).map((line, row): Line => {
      const sign = row > 0 ? '      ' : isChosen ? '  (•) ' : isTrue ? '  (✔) ' : '  ( ) ';
      return [
        { text: sign, tone },
        { text: line, tone },
      ];
    });
  });
}

/** @param width of the lines; long values are broken, and stand below one another */
function resultLines(attack: LabAttack, result: AttackResult, own: Seen, width: number): readonly Line[] {
  const { Defence: defence, Steps: steps } = attack;
  const { Outcome: outcome, Passed: passed, Client: client, Server: server, Left: left } = result;
  const isRefused = outcome === 'refused';
  const right = wasRight(own, attack);
  const row = (name: string, value: string, tone: Tone = 'plain'): readonly Line[] =>
    wrap(value, Math.max(10, width - nameWidth)).map((text, at) => [
      { text: fit(at === 0 ? name : '', nameWidth), tone: 'muted' },
      { text, tone },
    ]);
  return [
    ...row(
      'Result',
      isRefused ? `✔ refused at step ${passed + 1} of ${steps.length}` : `✗ succeeded, all ${steps.length} steps of it`,
      isRefused ? 'good' : 'bad',
    ),
    ...(right === undefined
      ? []
      : row('You', right ? '✔ expected that' : '! expected something else', right ? 'good' : 'warn')),
    ...row('Defence', `${defence.Name}, §${defence.Paragraph}`),
    ...(defence.Code === '' ? [] : row('Check', defence.Code, 'muted')),
    // Where the manager hung up, what was seen of it from outside says little.
    ...(server === '' || client.endsWith(server) ? [] : row('Manager', server)),
    ...(client === '' ? [] : row('Message', client)),
    ...row('Left', left.length === 0 ? 'nothing written' : left.join('; '), left.length === 0 ? 'plain' : 'warn'),
    ...row(
      'Where',
      `${result.Place === 'here' ? 'this swarm' : 'a swarm made for it, and gone'}, in ${result.Milliseconds} ms`,
      'muted',
    ),
  ];
}

/** What can be seen of an attack; before it is run, what it will do. */
export function evidenceLines(attack: LabAttack, result: AttackResult | undefined, width: number): readonly Line[] {
  if (result === undefined) return [];
  const most = Math.max(...result.Evidence.map(({ Label: label }) => label.length), 0) + 2;
  const names = Math.min(most, Math.floor(width / 2));
  return result.Evidence.map(({ Label: label, Text: text }) => [
    { text: `${fit(label, names - 2)}  `, tone: 'muted' },
    { text },
  ]);
}

/** The steps of an attack, and how far it came. */
export function stepLines({ Steps: steps }: LabAttack, result: AttackResult | undefined): readonly Line[] {
  return steps.map((step, at): Line => {
    const passed = result?.Passed ?? -1;
    const [sign, tone]: readonly [string, Tone] =
      at < passed ? ['✔', 'plain'] : at === passed ? ['✗', 'bad'] : ['·', 'muted'];
    return [
      { text: `${result === undefined ? '·' : sign} ${at + 1} ${step}`, tone: result === undefined ? 'muted' : tone },
    ];
  });
}

/** What came of an attack, to be copied. */
export function resultText(attack: LabAttack, result: AttackResult): string {
  const { Title: title, Defence: defence } = attack;
  const evidence = result.Evidence.map(({ Label: label, Text: text }) => `${label}: ${text}`);
  return [
    title,
    result.Outcome === 'refused' ? `refused at step ${result.Passed + 1} of ${attack.Steps.length}` : 'succeeded',
    `defence: ${defence.Name} (docs/protocol.md §${defence.Paragraph})`,
    ...(result.Client === '' ? [] : [`client: ${result.Client}`]),
    ...(result.Server === '' ? [] : [`manager: ${result.Server}`]),
    ...(result.Left.length === 0 ? ['left: nothing written'] : result.Left.map((left) => `left: ${left}`)),
    ...evidence,
    '',
  ].join('\n');
}
