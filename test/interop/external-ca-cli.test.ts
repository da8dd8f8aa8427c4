import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../tools/eventually.ts';
import { RunningProgram } from '../tools/program.ts';
import { joinNodesTo, outputOn, runOn, subjectKinds } from '../tools/subjects.ts';
import type { Subject } from '../tools/subjects.ts';

/** `swarmpki external-ca serve` in a process of its own. */
interface ServedCa extends AsyncDisposable {
  readonly program: RunningProgram;
  readonly url: string;
  /** Of its root. */
  readonly file: string;
  readonly keyFile: string;
  /** `protocol=cfssl,url=…` */
  readonly entry: string;
}

interface CaWishes {
  readonly name?: string;
  readonly port?: string;
  /** Whom it hears; the subject's swarm unless told otherwise. */
  readonly hears?: readonly string[];
}

async function serveCa(
  subject: Subject,
  { name = 'ca', port = '0', hears = ['--for', `unix://${subject.socket}`] }: CaWishes = {},
): Promise<ServedCa> {
  const directory = join(subject.directory, name);
  const words = ['external-ca', 'serve', '--dir', directory, '--listen', `127.0.0.1:${port}`, ...hears];
  const program = new RunningProgram(words, { env: subject.env });
  const [url = ''] = await program.says(/^External CA at (https:\S+)$/m);
  return {
    program,
    url,
    file: join(directory, 'root.pem'),
    keyFile: join(directory, 'root-key.pem'),
    entry: `protocol=cfssl,url=${url}`,
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

const portOf = ({ url }: ServedCa): string => new URL(url).port;

const rotateTo = ({ file, entry }: ServedCa): readonly string[] => [
  'ca',
  '--rotate',
  '--ca-cert',
  file,
  '--external-ca',
  entry,
];

const init = (subject: Subject, ...more: readonly string[]): Promise<string> =>
  outputOn(subject, 'init', ...subject.addresses, ...more);

/** Makes a swarm whose root is the external CA's, typing what that says. */
async function makeSwarm(subject: Subject, wishes: CaWishes = {}): Promise<ServedCa> {
  await init(subject);
  const ca = await serveCa(subject, wishes);
  const [command = ''] = await ca.program.says(/^ {4}swarmpki --host \S+ (ca --rotate .*)$/m);
  await outputOn(subject, ...command.split(' '), '--quiet');
  return ca;
}

async function isRotating(subject: Subject): Promise<boolean> {
  return (await outputOn(subject, 'ca', '--format', 'json')).includes('"RootRotationInProgress":true');
}

const joined = /node-1: joined as (\w+), certificate valid until/;

describe.for(subjectKinds)('an external CA of the command line', ({ name, missing, start }) => {
  // Each has a swarm of its own, and waits most of the time.
  describe.skipIf(missing).concurrent(`for ${name}`, { timeout: 120_000 }, () => {
    it('takes the signing over, signs joins, vouches for a new root, and is asked no more', async () => {
      await using subject = await start();
      await using ca = await makeSwarm(subject);
      expect((await stat(ca.keyFile)).mode & 0o777).toBe(0o600);
      const root = await outputOn(subject, 'ca');
      await using nodes = await joinNodesTo(subject, 1);
      const [nodeId = ''] = await nodes.says(joined);
      await ca.program.says(new RegExp(`signed swarm-worker ${nodeId}, valid until .*, for manager \\w+`));

      const back = await runOn(subject, 'ca', '--rotate', '--quiet');
      expect(back.code, back.stderr).toBe(0);
      expect(back.stderr).toContain('has to vouch for the new one');
      await ca.program.says(/vouched for a new root, swarm-ca, valid until .*, for manager \w+/);
      expect(await outputOn(subject, 'ca')).not.toBe(root);
      await nodes.says(/node-1: trusts another root now/);
      const asked = ca.program.said.split(' signed ').length;
      await using more = await joinNodesTo(subject, 1);
      await more.says(joined);
      expect(ca.program.said.split(' signed ')).toHaveLength(asked);
      expect(await ca.program.interrupt()).toBe(130);
      expect(ca.program.said).not.toContain('PRIVATE KEY');
    });

    it('may be away for a while: a join waits for it', async () => {
      await using subject = await start();
      const first = await makeSwarm(subject);
      await first.program.interrupt();
      await using nodes = await joinNodesTo(subject, 1);
      await eventually('the join is waiting', async (note) => {
        return note(await outputOn(subject, 'node', 'ls', '--quiet')).split('\n').length === 2 || undefined;
      });
      expect(nodes.said).not.toMatch(joined);
      await using again = await serveCa(subject, { port: portOf(first) });
      await nodes.says(joined);
      expect(again.url).toBe(first.url);
    });

    it('goes to another external CA by no way, with the old one in the list or without', async () => {
      await using subject = await start();
      await using ca = await makeSwarm(subject);
      await using other = await serveCa(subject, { name: 'other' });
      const without = await runOn(subject, ...rotateTo(other));
      expect(without.stderr).toContain('external CA corresponding to the current CA certificate');
      const both = await runOn(subject, ...rotateTo(other), '--external-ca', `${ca.entry},cacert=${ca.file}`);
      expect(both.stderr).toContain('rotating from one external CA to a different external CA is not supported');
      expect(await isRotating(subject)).toBe(false);
    });

    it('is added for the present root, drops the local key, and gives it back: without a rotation each time', async () => {
      await using subject = await start();
      await init(subject);
      await using ca = await serveCa(subject);
      const withKey = ['ca', '--rotate', '--quiet', '--ca-cert', ca.file, '--ca-key', ca.keyFile];
      await outputOn(subject, ...withKey);
      const change = (expiry: string) => runOn(subject, 'update', '--cert-expiry', expiry);

      const added = await runOn(subject, 'update', '--external-ca', ca.entry);
      expect([added.code, added.stderr], 'its root is none of the swarm’s own making').toEqual([0, '']);
      await using nodes = await joinNodesTo(subject, 1);
      const [nodeId = ''] = await nodes.says(joined);
      expect(ca.program.said).toContain(`signed swarm-worker ${nodeId}`);

      // The key dropped: nothing can be changed any more while it is away.
      await outputOn(subject, ...rotateTo(ca), '--quiet');
      await ca.program.interrupt();
      expect((await change('1001h')).stderr).toContain('external CA corresponding to the current CA certificate');
      await outputOn(subject, ...withKey);
      expect((await change('1002h')).code).toBe(0);
      expect(await isRotating(subject)).toBe(false);
    });

    it('lets a rotation stand still while it hears none but its own, and says so; then the rotation goes on', async () => {
      await using subject = await start();
      await init(subject);
      const deaf = await serveCa(subject, { hears: [] });
      expect(deaf.program.said).toContain('It hears managers of its own root alone');
      await outputOn(subject, ...rotateTo(deaf), '--detach');
      await deaf.program.says(/turned away 127\.\d+\.\d+\.\d+:\d+: .*unknown authority/);
      expect(await isRotating(subject)).toBe(true);
      await deaf.program.interrupt();
      await using hearing = await serveCa(subject, { port: portOf(deaf) });
      await hearing.program.says(/signed swarm-manager/);
      await eventually('the rotation has ended', async () => !(await isRotating(subject)) || undefined);
    });

    it('is of no use to a swarm that is founded with it: that is said at once, with what helps, and it helps', async () => {
      await using subject = await start();
      await using ca = await serveCa(subject, { hears: [] });
      const founded = await runOn(subject, 'init', ...subject.addresses, '--external-ca', ca.entry);
      expect(founded.code, founded.stderr).toBe(0);
      expect(founded.stderr).toContain('cannot sign: no node can join, and none renew');
      await using nodes = await joinNodesTo(subject, 1);
      await eventually('the join is waiting', async (note) => {
        return note(await outputOn(subject, 'node', 'ls', '--quiet')).split('\n').length === 2 || undefined;
      });
      expect(nodes.said).not.toMatch(joined);
      // As it was advised; by then the CA has to hear this swarm.
      const [advised = ''] = /swarmpki (ca --rotate .*)$/m.exec(founded.stderr)?.slice(1) ?? [];
      await ca.program.interrupt();
      await using hearing = await serveCa(subject, { port: portOf(ca) });
      await outputOn(subject, ...advised.replace('ROOT.pem', hearing.file).split(' '), '--detach');
      await nodes.says(joined);
      await eventually('the rotation has ended', async () => !(await isRotating(subject)) || undefined);
      expect(await outputOn(subject, 'ca')).toContain('BEGIN CERTIFICATE');
    });
  });
});
