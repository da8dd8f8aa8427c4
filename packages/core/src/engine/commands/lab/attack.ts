import { attackResult, labAttacks } from '../../shapes/extension/attack.ts';
import { untilEnd } from '../command.ts';
import { goJson } from '../format/go-json.ts';
import { jsonFlag } from '../kinds/json-format.ts';
import { CommandProblem } from '../problem.ts';
import { attackRows, attackTable } from './attack-rows.ts';
import { labCommand } from './lab-command.ts';
import { oneLine } from './words.ts';

export const attack = labCommand({
  name: 'attack',
  summary: 'Attack the swarm of the lab, and see what refuses it; or list the attacks',
  parameters: { usage: '[ATTACK]', least: 0, most: 1 },
  flags: { format: jsonFlag },
  actions: [{ id: 'lab.attack', title: 'Attack the Swarm', danger: 'changes' }],
  examples: [
    { line: 'attack', about: 'what attacks there are' },
    { line: 'attack fake-manager', about: 'which step was refused, by which check, with which words' },
    { line: 'attack stolen-root-key', about: 'the one that succeeds: until the root is rotated' },
    { line: 'attack --format json leaf-signs', about: 'for programs' },
  ],
  async run(context, { flags, parameters: [id] }) {
    const { lab, output } = context;
    const call = untilEnd(context);
    const all = await lab.attacks(call);
    const isJson = flags.format === 'json';
    if (id === undefined) return output.print(isJson ? goJson(labAttacks.write(all)) : attackTable(all.Attacks));
    const found = all.Attacks.find(({ ID }) => ID === id);
    if (found === undefined) {
      throw new CommandProblem('refused', `there is no attack ${oneLine(id)}`, {
        expected: 'an attack as `swarmpki attack` lists them',
      });
    }
    const result = await lab.attack(id, call);
    output.print(isJson ? goJson(attackResult.write(result)) : attackRows(found, result));
  },
});
