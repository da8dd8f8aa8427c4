import { hash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeEngine, fakeLab } from '../../../testing/fake-swarm.ts';
import type { FakeSwarm } from '../../../testing/fake-swarm.ts';
import type { EnginePlace } from '../../engines/place.ts';
import type { ShownSwarm, Swarms } from '../../engines/shown-swarm.ts';

/** As much of the editor as is touched. */
const editor = vi.hoisted(() => {
  interface Choice {
    readonly label: string;
    readonly description?: string;
    readonly detail?: string;
  }
  const state = {
    offered: [] as readonly Choice[],
    chosen: '',
    told: [] as string[],
    terminals: [] as { readonly shellArgs: readonly string[]; readonly [name: string]: unknown }[],
  };
  const message = async (text: string): Promise<undefined> => void state.told.push(text);
  const api = {
    TerminalLocation: { Editor: 2 },
    ProgressLocation: { Notification: 15 },
    l10n: {
      t: (text: string, ...values: readonly unknown[]) =>
        text.replaceAll(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
    },
    window: {
      showInformationMessage: message,
      showWarningMessage: message,
      showErrorMessage: message,
      showQuickPick: async (items: readonly Choice[]) => {
        state.offered = items;
        return items.find(({ label }) => state.chosen !== '' && label.includes(state.chosen));
      },
      createTerminal: (options: (typeof state.terminals)[number]) => {
        state.terminals.push(options);
        return { show: () => undefined };
      },
      withProgress: async (_: unknown, task: () => Promise<void>) => task(),
    },
  };
  return { state, api };
});
vi.mock('vscode', () => editor.api);
vi.resetModules();
const { attachContext } = await import('./attach-context.ts');
const { openTerminal } = await import('./open-terminal.ts');
const { startLab } = await import('./start-lab.ts');
const { state } = editor;
// Other tests have an editor of their own.
afterAll(() => vi.resetModules());
beforeEach(() => void Object.assign(state, { offered: [], chosen: '', told: [], terminals: [] }));

describe('attaching to a Docker context', () => {
  let config: string;
  beforeAll(async () => {
    config = await mkdtemp(join(tmpdir(), 'swarmpki-docker-'));
    await writeContext('production', 'unix:///run/production.sock', 'the $(real) one');
    await writeContext('odd', 'no address', '');
    const broken = join(config, 'contexts/meta', hash('sha256', 'broken'));
    await mkdir(broken, { recursive: true });
    await writeFile(join(broken, 'meta.json'), '{');
  });
  afterAll(() => rm(config, { recursive: true }));

  async function writeContext(name: string, host: string, description: string): Promise<void> {
    const directory = join(config, 'contexts/meta', hash('sha256', name));
    await mkdir(directory, { recursive: true });
    const endpoints = { docker: { Host: host, SkipTLSVerify: false } };
    const contents = { Name: name, Metadata: { Description: description }, Endpoints: endpoints };
    await writeFile(join(directory, 'meta.json'), JSON.stringify(contents));
  }

  /** Whoever is shown has not been reached by that. */
  function shownIn(all: readonly ShownSwarm[]): { readonly swarms: Swarms; readonly shown: FakeSwarm[] } {
    const shown: FakeSwarm[] = [];
    const show = async (place: EnginePlace): Promise<ShownSwarm> => {
      const engine = fakeEngine(undefined, place.kind === 'context' ? place.context : '');
      shown.push(engine);
      return engine;
    };
    return { swarms: { all, show } as unknown as Swarms, shown };
  }
  const attach = (swarms: Swarms): Promise<ShownSwarm | undefined> => attachContext(swarms, { DOCKER_CONFIG: config });

  it('offers those that there are and are not shown, as what their files say', async () => {
    const { swarms, shown } = shownIn([fakeEngine(undefined, 'odd'), fakeLab()]);
    expect(await attach(swarms)).toBeUndefined();
    const broken = `$(warning) ${hash('sha256', 'broken').slice(0, 12)}`;
    expect(state.offered.map(({ label }) => label)).toEqual(['default', broken, 'production']);
    expect(state.offered.at(-1)).toMatchObject({
      description: 'the $ (real) one',
      detail: 'unix:///run/production.sock',
    });
    expect(shown).toEqual([]);
  });

  it('shows the one that is chosen, and connects to none', async () => {
    const { swarms, shown } = shownIn([]);
    state.chosen = 'production';
    expect((await attach(swarms))?.id).toBe('context:production');
    expect(shown.map(({ reached, listeners }) => [reached.length, listeners])).toEqual([[0, 0]]);
  });

  it('says what is wrong with one that cannot be taken', async () => {
    const { swarms, shown } = shownIn([]);
    state.chosen = '$(warning)';
    expect(await attach(swarms)).toBeUndefined();
    expect(shown).toEqual([]);
    expect(state.told.join()).toMatch(/could not read .*meta\.json/);
  });
});

describe('the terminal program', () => {
  const programs = {
    environment: { PATH: '', HOME: '/home/me', XDG_RUNTIME_DIR: '/run/me', SWARMPKI_HOST: 'unix:///other' },
    program: '/extension/dist/program/main.js',
    nodePath: () => process.execPath,
    directory: tmpdir(),
  };

  it('is opened on the very lab, with what says where its host is, and by the Node.js that labs run by', async () => {
    await openTerminal(fakeLab(undefined, '/home/me/$(x)/.swarmpki'), programs);
    expect(state.terminals).toMatchObject([
      {
        shellPath: process.execPath,
        shellArgs: ['/extension/dist/program/main.js', '--state-dir', '/home/me/$(x)/.swarmpki', 'ui'],
        location: 2,
        env: { HOME: '/home/me', XDG_RUNTIME_DIR: '/run/me', XDG_DATA_HOME: null, SWARMPKI_HOST: null },
      },
    ]);
  });

  it('is opened on an engine by its context', async () => {
    await openTerminal(fakeEngine(undefined, 'production'), programs);
    expect(state.terminals[0]?.shellArgs.slice(1)).toEqual(['--context', 'production', 'ui']);
  });

  it('is not opened without a Node.js that it can run by', async () => {
    const missing = { ...programs, nodePath: () => '/no/such/node' };
    await expect(openTerminal(fakeLab(), missing)).rejects.toMatchObject({ code: 'no-node' });
    expect(state.terminals).toEqual([]);
  });
});

describe('starting a lab', () => {
  it('starts its host, and leaves it', async () => {
    const lab = fakeLab();
    const disposed: string[] = [];
    const client = { [Symbol.asyncDispose]: async () => void disposed.push('client') };
    Object.assign(lab, { client });
    await startLab(lab);
    expect([lab.reached, disposed]).toEqual([[true], ['client']]);
  });
});
