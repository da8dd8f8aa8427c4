import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { LabUser } from '../../cli/lab-user.ts';
import type { Terminal } from '../../tools/terminal.ts';
import { expectWhole } from '../../tools/whole.ts';
import type { Journey } from './journey.ts';

/** What is kept of lessons that were learned. */
export async function learned({ directory }: LabUser): Promise<unknown> {
  const text = await readFile(join(directory, 'data', 'swarmpki', 'learned.json'), 'utf8');
  return (JSON.parse(text) as { readonly done: unknown }).done;
}

/** Chooses the nth lesson, from the one that is selected on, and starts it. */
export async function start(terminal: Terminal, steps: number, title: string): Promise<void> {
  terminal.press('7');
  await terminal.shows('[7 Learn]');
  terminal.press(...Array.from({ length: steps }, () => 'j'), 'enter');
  await terminal.shows(new RegExp(`▶ \\d ${title.slice(0, 12)}`));
}

export const learn: Journey = {
  title: 'the first three lessons are learned by doing what they say, and are kept',
  walk: async (terminal, user) => {
    await terminal.shows('Create a swarm');
    await terminal.shows('c create');
    await start(terminal, 0, 'First swarm');
    expectWhole(terminal.grid);
    terminal.press('h');
    await terminal.shows('The form is that of docker swarm init');
    terminal.press('1');
    await terminal.shows(' ▶ First swarm 1/3  Make a swarm: press 1, then c.');
    expectWhole(terminal.grid);
    terminal.press('down', 'down', 'down', 'enter');
    await terminal.shows(/^ Listen address /m);
    terminal.press('\u0015', '127.0.0.1:0', 'enter');
    await terminal.shows('$ swarmpki init --listen-addr 127.0.0.1:0');
    terminal.press('c');
    await terminal.shows(' ▶ First swarm 2/3  Look at its first node');
    await terminal.says('A key was made for the root, [0-9a-f]{8}, and one for manager-1');
    expectWhole(terminal.grid);
    terminal.press('enter');
    await terminal.shows(' ▶ First swarm 3/3  See who signs: press 2.');
    await terminal.says('is the name .CN. in its certificate');
    expectWhole(terminal.grid);
    terminal.press('2');
    await terminal.says('The root [0-9a-f]{8} has signed itself: [0-9]{3} bytes');
    await terminal.hides('▶ First swarm');

    await start(terminal, 1, 'Join a worker');
    await terminal.shows('✔ 1 First swarm');
    terminal.press('1', 'n');
    await terminal.shows('How many workers?');
    terminal.press('enter');
    await terminal.shows(' ▶ Join a worker 2/3  See what led to what: press 5.');
    await terminal.says('worker-1 fetched the root from the manager');
    terminal.press('5');
    await terminal.says('worker-1 has [0-9]+ events by now: accepted, issued');
    terminal.press('1', '/', 'worker', 'enter', 'enter');
    await terminal.shows('nodes › worker-1');
    terminal.press('c');
    await terminal.says('worker-1 and manager-1 spoke TLSv1.3, TLS_[A-Z0-9_]+, after [0-9.]+ ms');
    await terminal.says('accepted here, accepted there');

    await start(terminal, 1, 'What a token proves');
    terminal.press('4');
    await terminal.shows(' 2/7  Show the whole worker token: press v.');
    await terminal.says('50 characters that are the same in both');
    terminal.press('v');
    await terminal.says('is the SHA-256 of the [0-9]{3} bytes of the root');
    expectWhole(terminal.grid);
    terminal.press('1');
    await terminal.shows('[1 Nodes]');
    terminal.press('N');
    await terminal.shows(' 4/7  Go on until digests are compared: Space, twice.');
    await terminal.shows('step 1 of 8 done');
    terminal.press('space');
    await terminal.shows('step 2 of 8 done');
    terminal.press('space');
    await terminal.shows(' 5/7  Let it join to its end: press c.');
    await terminal.says('came [0-9]{3} bytes, over a connection');
    expectWhole(terminal.grid);
    terminal.press('c');
    await terminal.shows(' 6/7  Draw the worker token anew: press 4, then n.');
    await terminal.says('swarm-worker: which role, the secret alone has said');
    terminal.press('4', 'n');
    await terminal.shows(' 7/7  Have a token judged');
    await terminal.says('The secret is another one; the digest is still that of the manager token');
    terminal.press('p');
    await terminal.shows(/^ Token:/m);
    terminal.press('SWMTKN-1-x', 'enter');
    await terminal.says('It was judged here, and neither sent nor kept');
    expectWhole(terminal.grid);

    terminal.press('q');
    expect(await terminal.ended()).toBe(0);
    expect(await learned(user)).toEqual({ 'first-swarm': 3, 'join-a-worker': 3, 'what-a-token-proves': 7 });
    await using again = user.terminal([], terminal.size);
    await again.shows('[1 Nodes]');
    again.press('7');
    await again.shows('✔ 3 What a token proves');
    again.press('g');
    await again.shows('trust bundle');
  },
};
