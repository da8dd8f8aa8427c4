import { describe, expect, it } from 'vitest';
import { makeRoot } from '../../packages/tui/src/screens/learn/lessons/bring-your-own-ca.ts';
import { LabUser } from '../cli/lab-user.ts';
import { programOfFile } from '../tools/built-program.ts';
import { run } from '../tools/run.ts';
import { expectWhole } from '../tools/whole.ts';
import { learned, start } from './journeys/learn.ts';

const program = programOfFile();

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
