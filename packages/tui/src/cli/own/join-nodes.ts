import { resolve } from 'node:path';
import { momentText, oneLine, reasonOf, shellWord, text, uint32 } from '@swarmpki/core/commands';
import type { CrewEvent, CrewMember } from '@swarmpki/core/node';
import { ended } from './ended.ts';
import { variant } from './own-command.ts';
import type { VariantCall } from './own-command.ts';
import { UsageError } from '../output/problem.ts';

/** So many nodes in one process: each holds a connection, and renews by itself. */
const mostNodes = 1000;

/** `swarmpki join --count N`: nodes of this process, in whatever swarm is managed at the address. */
export const joinNodes = variant({
  of: 'join',
  by: 'count',
  uses: ['token', 'token-file'],
  reaches: 'nothing',
  flags: {
    count: { kind: uint32, help: 'Join so many workers that live in this process, in place of the engine', ours: true },
    name: { kind: text, help: 'With --count: what their hostnames begin with', initial: '"node"', ours: true },
    dir: { kind: text, help: 'With --count: keep their files there, and take up those that are there', ours: true },
  },
  examples: [
    { line: 'join --token - --count 3 10.0.0.1:2377', about: 'three nodes in any swarm, a real one too, until Ctrl-C' },
  ],
  async run({ output, signal, workingDirectory }, { count = 0, name: prefix = 'node', dir }, call) {
    const [address = ''] = call.parameters;
    const names = namesOf(prefix, count);
    const token = tokenOf(call);
    // TLS and all that a node is made of is loaded with it.
    const { joinCrew } = await import('@swarmpki/core/node');
    const directory = dir === undefined ? undefined : resolve(workingDirectory, dir);
    const tell = teller((line) => output.print(line));
    const crew = await joinCrew({ address, token, names, directory, signal, onEvent: tell });
    try {
      const lives = crew.members.length === 1 ? 'node lives' : 'nodes live';
      output.note(
        `${crew.members.length} ${lives} in this process; Ctrl-C ends ${crew.members.length === 1 ? 'it' : 'them'}`,
      );
      await ended(signal);
    } finally {
      await crew.stop();
    }
    output.print(farewell(crew.members, directory));
    return crew.members.length === count ? 0 : 1;
  },
});

function namesOf(prefix: string, count: number): readonly string[] {
  if (count < 1 || count > mostNodes) throw new UsageError(125, `--count has to be from 1 to ${mostNodes}`);
  // Names become folders.
  if (!/^[a-z0-9](?:[a-z0-9-]{0,57})$/i.test(prefix)) {
    throw new UsageError(125, '--name has to be the beginning of a host name: letters, digits and hyphens, 58 at most');
  }
  return Array.from({ length: count }, (_, at) => `${prefix}-${at + 1}`);
}

function tokenOf({ values }: VariantCall): string {
  const given = [values['token'], values['token-file']].filter((value) => typeof value === 'string');
  const [token] = given;
  if (given.length !== 1 || token === undefined) {
    throw new UsageError(1, 'give the token of a worker once, by `--token` or by `--token-file`');
  }
  return token;
}

type Tell = (member: CrewMember, event: CrewEvent) => void;

/** Tells what happens to nodes, in lines. What repeats itself is told once: that a manager is away, until it is back. */
function teller(print: (line: string) => void): Tell {
  const away = new Set<string>();
  return (member, event) => {
    if (event.kind === 'session-lost' && away.has(member.name)) return;
    if (event.kind === 'registered' && !away.delete(member.name)) return;
    if (event.kind === 'session-lost') away.add(member.name);
    print(oneLine(`${member.name}: ${wordsOf(member, event)}`));
  };
}

function wordsOf({ id, validity }: CrewMember, event: CrewEvent): string {
  const until = validity === undefined ? '' : `, certificate valid until ${momentText(validity.notAfter)}`;
  switch (event.kind) {
    case 'joined':
      return `joined as ${id}${until}`;
    case 'resumed':
      return `is ${id} again${until}`;
    case 'not-joined':
      return `could not join: ${reasonOf(event.error)}`;
    case 'registered':
      return 'has a manager again';
    case 'session-lost':
      return `lost its manager: ${reasonOf(event.error)}`;
    case 'renewed':
      return `renewed${until}`;
    case 'renewal-failed':
      return `could not renew: ${reasonOf(event.error)}`;
    case 'root-accepted':
      return `trusts another root now, ${event.digest}`;
    case 'root-refused':
      return `refused a root: ${reasonOf(event.error)}`;
    case 'role-refused':
      return `is to be a manager: ${reasonOf(event.error)}`;
  }
}

function farewell(members: readonly CrewMember[], directory: string | undefined): string {
  const again = directory === undefined ? '' : ` Run this again to take them up from ${directory}.`;
  const ids = members.map(({ id }) => shellWord(id)).join(' ');
  return `\nThey are down now.${again} To remove them from the swarm, run on a manager:\n\n    docker node rm --force ${ids}`;
}
