import type { AttackResult, LabAttack } from '../../shapes/extension/attack.ts';
import { layOut } from '../format/table.ts';
import { oneLine, pairs } from './words.ts';

/** All attacks, one a line. */
export function attackTable(attacks: readonly LabAttack[]): string {
  return layOut([['ATTACK', 'TITLE', 'DEFENCE'], ...attacks.map((one) => [one.ID, one.Title, one.Defence.Name])]).join(
    '\n',
  );
}

/** What came of an attack, for people. */
export function attackRows(attack: LabAttack, result: AttackResult): string {
  const { Steps: steps, Defence: defence } = attack;
  const { Outcome: outcome, Passed: passed, Place: place, Client: client, Server: server } = result;
  const isRefused = outcome === 'refused';
  const way = steps.map((step, at) => `  ${at < passed ? '✔' : at === passed ? '✗' : '·'} ${at + 1} ${step}`);
  const where = place === 'apart' ? 'a swarm that was made for it, and is gone' : 'this swarm';
  const rows: (readonly [string, string])[] = [
    ['Outcome', isRefused ? `refused at step ${passed + 1} of ${steps.length}` : 'succeeded'],
    ['Defence', `${defence.Name} (docs/protocol.md §${defence.Paragraph})`],
    ...(defence.Code === '' ? [] : [['Check', defence.Code] as const]),
    ...(client === '' ? [] : [['Client', oneLine(client)] as const]),
    ...(server === '' ? [] : [['Manager', oneLine(server)] as const]),
    ['Left', result.Left.length === 0 ? 'nothing written' : result.Left.map(oneLine).join('; ')],
    ...result.Evidence.map(({ Label: label, Text: text }) => [capital(label), oneLine(text)] as const),
  ];
  return [`${attack.Title}, on ${where}`, ...way, '', pairs(rows), '', attack.Short].join('\n');
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
