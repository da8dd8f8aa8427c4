import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { named, read } from '../../packages/vscode/src/client/acts/run/call.ts';
import type { Wish } from '../../packages/vscode/src/client/acts/run/call.ts';
import { inputsBy } from '../../packages/vscode/src/client/acts/run/inputs.ts';
import { LiveSwarmTeller } from '../../packages/vscode/src/client/editors/live-swarms.ts';
import { RotationWatch } from '../../packages/vscode/src/client/acts/rotate/rotation-watch.ts';
import { run } from '../../packages/vscode/src/client/acts/run/run.ts';
import type { Said } from '../../packages/vscode/src/client/acts/run/run.ts';
import { liveSwarmsMethod } from '../../packages/vscode/src/shared/live-swarms.ts';
import { builtServer } from '../tools/built-program.ts';
import type { BuiltProgram } from '../tools/built-program.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { Hosted } from '../tools/hosted-lab.ts';
import { LanguageClient } from '../tools/language-client.ts';
import { WatchedSwarm } from '../tools/watched-swarm.ts';

const inputs = inputsBy(async () => undefined);

/** What commands have said while they ran. */
class Ran {
  readonly lines: string[] = [];
  readonly progress: string[] = [];
  readonly #swarm: WatchedSwarm;

  constructor(swarm: WatchedSwarm) {
    this.#swarm = swarm;
  }

  async act(id: string, wish: Partial<Wish> = {}): Promise<Said> {
    const its = named(id);
    const switches = Object.fromEntries((its.action.switches ?? []).map((name) => [name, 'true']));
    const call = await read(its, { flags: { ...switches, ...wish.flags }, parameters: wish.parameters ?? [] }, inputs);
    const listener = {
      printed: (line: string) => void this.lines.push(line),
      noted: (line: string) => void this.lines.push(line),
      progressed: (text: string) => void this.progress.push(text),
    };
    return run(this.#swarm, call, { inputs, signal: new AbortController().signal, listener });
  }

  /** The root and the token of a worker, as somebody has copied them. */
  async copies(): Promise<{ readonly root: string; readonly token: string }> {
    const root = await this.act('swarm.ca');
    const token = await this.act('swarm.join-token', { flags: { quiet: 'true' }, parameters: ['worker'] });
    return { root: `${root.printed}\n`, token: `docker swarm join --token ${token.printed} 10.0.0.1:2377\n` };
  }
}

/** An editor that has copies open, and tells its server what is seen of a swarm. */
class Editor implements AsyncDisposable {
  readonly #client: LanguageClient;
  readonly #teller: LiveSwarmTeller;

  private constructor(client: LanguageClient, swarm: WatchedSwarm) {
    this.#client = client;
    const kept = new Map<string, unknown>();
    const memory = {
      keys: () => [],
      get: (key: string): undefined => kept.get(key) as undefined,
      update: async (key: string, value: unknown) => void kept.set(key, value),
    };
    const told: Promise<void>[] = [];
    const tell = (swarms: unknown) => void told.push(client.connection.sendNotification(liveSwarmsMethod, { swarms }));
    this.#teller = new LiveSwarmTeller(() => [swarm], memory, tell);
    swarm.onDidChange(() => this.#teller.look());
    this.#teller.look();
  }

  static async open(
    server: BuiltProgram,
    swarm: WatchedSwarm,
    texts: Readonly<Record<string, string>>,
  ): Promise<Editor> {
    const client = await LanguageClient.start({ program: [server.path] });
    for (const [name, text] of Object.entries(texts)) await client.open(`untitled:${name}`, text);
    return new Editor(client, swarm);
  }

  /** Waits until a document has a finding. */
  async until(name: string, code: string): Promise<void> {
    await this.#client.until(() => this.codes(name).includes(code));
  }

  codes(name: string): readonly unknown[] {
    const all: readonly Diagnostic[] = this.#client.pushed.get(`untitled:${name}`) ?? [];
    return all.map((each) => each.code);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#teller.dispose();
    await this.#client.stop();
  }
}

/** Rotates, and follows it to its end. */
async function rotate(ran: Ran, swarm: WatchedSwarm) {
  const watch = new RotationWatch(swarm.sight);
  await ran.act('swarm.ca.rotate', { flags: { detach: 'true' } });
  return swarm.until((sight) => watch.see(sight));
}

describe('what is done with a swarm in an editor', () => {
  let server: BuiltProgram;
  beforeAll(async () => {
    server = await builtServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('adds nodes to a lab, rotates its root to the end, and lets copies of root and tokens be said to be rotated away', async () => {
    await using hosted = await Hosted.start();
    await hosted.found();
    await using swarm = new WatchedSwarm({ kind: 'lab', directory: '/lab' }, hosted.path);
    await swarm.until((sight) => (sight.lab === undefined ? undefined : true));
    const ran = new Ran(swarm);
    await ran.act('node.add', { flags: { count: '5' } });
    expect(ran.progress.at(-1)).toBe('joined: 5/5 nodes');
    const { root, token } = await ran.copies();
    await using editor = await Editor.open(server, swarm, { 'swarm-root-ca.crt': root, 'notes.md': token });
    await ran.act('swarm.join-token.rotate', { parameters: ['worker'] });
    await editor.until('notes.md', 'token-replaced');
    expect(editor.codes('swarm-root-ca.crt')).toEqual([]);
    expect(await rotate(ran, swarm)).toMatchObject({ isNewRoot: true, areNewTokens: true });
    await editor.until('swarm-root-ca.crt', 'root-rotated-away');
    await editor.until('notes.md', 'token-of-old-root');
    // What a listener hears may go to a log.
    const [, secret = 'none'] = /SWMTKN-\S+-(\w{25}) /.exec(token) ?? [];
    expect(token).toContain(secret);
    expect(ran.lines.join('\n')).not.toContain(secret);
    expect(ran.lines.join('\n')).toContain('•••');
  }, 120_000);

  it.skipIf(dockerMissing)(
    'rotates the root of a real engine in the same way',
    async () => {
      await using engine = await Engine.start('acts');
      await engine.init();
      await using swarm = new WatchedSwarm({ kind: 'context', context: 'real' }, engine.socket);
      await swarm.until(({ swarm: seen, nodes }) => (seen !== undefined && nodes.size === 1 ? true : undefined));
      const ran = new Ran(swarm);
      const { root, token } = await ran.copies();
      expect(root.trim()).toBe((await engine.readCertificate('swarm-root-ca.crt')).trim());
      await using editor = await Editor.open(server, swarm, { 'swarm-root-ca.crt': root, 'notes.md': token });
      const end = await rotate(ran, swarm);
      expect(end).toMatchObject({ isNewRoot: true, areNewTokens: true });
      await editor.until('swarm-root-ca.crt', 'root-rotated-away');
      await editor.until('notes.md', 'token-of-old-root');
      await expect(ran.act('node.renew', { parameters: ['x'] })).rejects.toThrow('only a lab can do');
    },
    180_000,
  );
});
