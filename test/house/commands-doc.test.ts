import { describe, expect, it } from 'vitest';
import { commands, groups } from '../../packages/core/src/engine/commands/registry.ts';
import { commonFlags } from '../../packages/tui/src/cli/flags/common-flags.ts';
import { commandsDocument, writtenDocument } from '../../scripts/commands-doc.ts';

describe('the commands', () => {
  it('are written down as they are: `npm run docs` does it', () => {
    expect(writtenDocument()).toBe(commandsDocument());
  });

  it('have names and ids of their own', () => {
    const names = commands.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]);
    const ids = commands.flatMap(({ actions }) => actions.map(({ id }) => id));
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^(swarm|node|lab)(\.[a-z]+(-[a-z]+)*)+$/.test(id))).toEqual([]);
    const first = new Set(names.filter((name) => name.includes(' ')).map((name) => name.split(' ')[0]));
    expect([...first]).toEqual(groups.map(({ name }) => name));
  });

  it.each(commands.map((command) => [command.name, command] as const))('of %s fit together', (_name, command) => {
    const { flags, actions, examples } = command;
    expect(Object.keys(flags).filter((name) => name in commonFlags)).toEqual([]);
    const letters = [...Object.values(flags), ...Object.values(commonFlags)].flatMap(({ short }) => short ?? []);
    expect(new Set(letters).size).toBe(letters.length);
    expect(actions.flatMap(({ switches = [] }) => switches.filter((name) => flags[name]?.kind.name !== ''))).toEqual(
      [],
    );
    expect(actions.flatMap(({ anyOf = [] }) => anyOf.filter((name) => !(name in flags)))).toEqual([]);
    expect([actions[0].switches, actions[0].anyOf]).toEqual([undefined, undefined]);
    expect(examples.filter(({ line }) => line !== command.name && !line.startsWith(`${command.name} `))).toEqual([]);
    expect(examples.length).toBeGreaterThan(0);
  });
});
