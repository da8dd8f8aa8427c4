// Records what a lab tells whoever follows it, for pictures that are the same every time: `node test/pictures/record.ts`.
// Signatures differ from run to run, so a lab cannot be run again for them.
import { request } from 'node:http';
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { LabUser } from '../cli/lab-user.ts';
import { builtProgram } from '../tools/built-program.ts';
import type { Recording } from './recording.ts';

await using program = await builtProgram();
await using user = await LabUser.arrive(program.path);
const run = (line: string): Promise<string> => user.prints(...line.split(' '));

await run('init --listen-addr 127.0.0.1:0');
await run('clock pause');
await run('node add --role manager --count 2');
await run('node add --count 2');
await run('clock jump +20d');
await run('node add --count 2');
await run('clock jump +14d');
await run('node add --count 1');
const socketPath = (await run('socket')).slice('unix://'.length);

const lines: unknown[] = [];
const following = request({ socketPath, path: '/lab/v1/changes' }, (response) => {
  let rest = '';
  response.setEncoding('utf8').on('data', (text: string) => {
    const [last = '', ...whole] = (rest + text).split('\n').toReversed();
    rest = last;
    lines.push(...whole.toReversed().map((line) => JSON.parse(line)));
  });
  response.on('error', () => undefined);
}).on('error', () => undefined);
following.end();

const answers: Record<string, unknown> = {};
async function keep(path: string, name = path): Promise<void> {
  answers[name] = await new Promise((resolve, reject) => {
    request({ socketPath, path }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve(JSON.parse(withoutSecrets(text))));
    })
      .on('error', reject)
      .end();
  });
}

/** What lets somebody join is nobody's business: as long as it was, and always the same. */
function withoutSecrets(text: string): string {
  return text.replaceAll(/(SWMTKN-1-\w{50}-)\w{25}/g, `$1${'0'.repeat(25)}`);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(20);
}
const told = (event: string): boolean => JSON.stringify(lines).includes(`"${event}"`);

await until(() => lines.length > 0);
await keep('/lab/v1/journal?after=0');
await keep('/info');
await keep('/v1.41/swarm', '/swarm');
const ids = (await run('node ls --quiet')).split('\n');
for (const id of ids) await keep(`/lab/v1/nodes/${id}/certificates`);

const settled = lines.length;
await run('node stop worker-5');
await run('ca --rotate --detach');
// All but the one that is stopped have renewed.
await until(() => (JSON.stringify(lines).match(/"certificate-issued"/g) ?? []).length >= ids.length - 1);
await pause(1_000);
const blocked = lines.length;
await keep('/lab/v1/rotation');
await run('node start worker-5');
await until(() => told('rotation-completed'));
await pause(1_500);
following.destroy();

const recording: Recording = { answers, lines, settled, blocked };
writeFileSync(new URL('./recording.json', import.meta.url), `${JSON.stringify(recording, undefined, 1)}\n`);
process.stdout.write(`${lines.length} lines: ${settled} before the rotation, ${blocked} until it waits\n`);
