import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRoot } from '../../packages/tui/src/screens/learn/lessons/bring-your-own-ca.ts';
import { LabUser } from '../cli/lab-user.ts';
import { programOfFile } from '../tools/built-program.ts';
import { run } from '../tools/run.ts';
import type { Terminal } from '../tools/terminal.ts';
import { expectWhole } from '../tools/whole.ts';

const program = programOfFile();

async function learned({ directory }: LabUser): Promise<unknown> {
  const text = await readFile(join(directory, 'data', 'swarmpki', 'learned.json'), 'utf8');
  return (JSON.parse(text) as { readonly done: unknown }).done;
}

/** Chooses the nth lesson, from the one that is selected on, and starts it. */
async function start(terminal: Terminal, steps: number, title: string): Promise<void> {
  terminal.press('7');
  await terminal.shows('[7 Learn]');
  terminal.press(...Array.from({ length: steps }, () => 'j'), 'enter');
  await terminal.shows(new RegExp(`▶ \\d ${title.slice(0, 12)}`));
}

describe.concurrent.each([
  [80, 24],
  [100, 30],
  [160, 50],
])('on a terminal of %i × %i cells', (columns, rows) => {
  it('the first three lessons are learned by doing what they say, and are kept', async ({ expect: check }) => {
    await using user = await LabUser.arrive(program.path);
    await using terminal = user.terminal([], { columns, rows });
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
    check(await terminal.ended()).toBe(0);
    check(await learned(user)).toEqual({ 'first-swarm': 3, 'join-a-worker': 3, 'what-a-token-proves': 7 });
    await using again = user.terminal([], { columns, rows });
    await again.shows('[1 Nodes]');
    again.press('7');
    await again.shows('✔ 3 What a token proves');
    again.press('g');
    await again.shows('trust bundle');
  });
});

describe('the lessons that change a swarm', () => {
  it('are shown by the program itself where somebody asks for it, and all of them come to their end', async () => {
    await using user = await LabUser.arrive(program.path);
    await user.prints('init', '--listen-addr', '127.0.0.1:0');
    await user.prints('node', 'add', '--count', '2');
    await using terminal = user.terminal();
    await terminal.shows('Nodes 3 of 3');
    // Each step, and what is to be seen when it is done.
    const showMe = async (...seen: readonly string[]): Promise<void> => {
      for (const text of seen) {
        await terminal.shows('s show me');
        terminal.press('s');
        await terminal.says(text, 30_000);
        terminal.press('7');
        await terminal.shows('[7 Learn]');
      }
    };
    await start(terminal, 3, 'Ninety days');
    await terminal.says('each has drawn a moment of its own');
    await showMe('The next 90 days', 'Nobody told it');
    await showMe('only it has the key');
    await showMe('renewed in good time');
    await showMe('There is no grace');
    await terminal.shows('s show me');
    terminal.press('s');
    await terminal.shows('Do it?');
    terminal.press('y');
    await terminal.shows('is no member any more');
    expectWhole(terminal.grid);

    await start(terminal, 1, 'Change the root');
    await showMe('Who accepts whom');
    await showMe('Nobody trusts two roots. All trust the old one');
    await showMe('Join tokens');
    await terminal.shows('s show me');
    terminal.press('s', ']');
    await terminal.says('It shows 2 certificates. When a rotation has ended nothing is issued anew');

    await start(terminal, 1, 'When a node is late');
    await showMe('is stopped. On its disk');
    await showMe('There is no deadline');
    await showMe('Who accepts whom');
    await showMe('the rotation ended by itself');

    await start(terminal, 1, 'Bring your own CA');
    await terminal.shows('s show me');
    terminal.press('s');
    await terminal.shows('openssl req -x509');
    const made = await run('sh', ['-c', makeRoot.join('\n')], { cwd: user.directory });
    expect(made.code, made.stderr).toBe(0);
    terminal.press('escape');
    await terminal.hides('openssl req -x509');
    terminal.press('3', 'o');
    await terminal.shows('Certificate of the new root');
    terminal.press('my-root.pem', 'enter');
    await terminal.shows('Its key (PEM file)');
    terminal.press('my-root-key.pem', 'enter');
    await terminal.says('[0-9a-f]{8} is yours. [0-9a-f]{8} signed a certificate for it');
    terminal.press('2');
    await terminal.says('the digest of exactly these is in the tokens');

    terminal.press('q');
    expect(await terminal.ended()).toBe(0);
    expect(await learned(user)).toMatchObject({
      'ninety-days': 7,
      'change-the-root': 4,
      'when-a-node-is-late': 4,
      'bring-your-own-ca': 2,
    });
  }, 90_000);
});
