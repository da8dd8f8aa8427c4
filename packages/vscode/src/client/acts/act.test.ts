import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { EngineClient, SwarmUpdate } from '@swarmpki/core/engine';
import { swarm } from '../../../../core/src/engine/shapes/swarm.ts';
import { secret, token } from '../../testing/documents.ts';
import { engineSight, fakeEngine, fakeLab, labSight, nodeSight } from '../../testing/fake-swarm.ts';
import type { FakeSwarm } from '../../testing/fake-swarm.ts';

/** As much of the editor as is touched. */
const editor = vi.hoisted(() => {
  const state = {
    trusted: true,
    clipboard: '',
    /** Which button is pressed, or row chosen, by a part of what is asked. */
    answers: [] as (readonly [asked: RegExp, answer: string])[],
    shown: [] as string[],
    modals: [] as string[],
    logged: [] as string[],
    progress: [] as string[],
    opened: [] as { readonly uri: string }[],
    /** Rows and buttons, the latest choice first of all. */
    offered: [] as string[],
    buttons: [] as unknown[],
    cancel: undefined as (() => void) | undefined,
  };
  const answerTo = (asked: string): string | undefined => state.answers.find(([about]) => about.test(asked))?.[1];
  const message = async (text: string, ...rest: readonly unknown[]): Promise<string | undefined> => {
    const [options, ...others] = rest;
    const isModal = typeof options === 'object' && options !== null;
    const detail = isModal && 'detail' in options ? String(options.detail) : '';
    (isModal ? state.modals : state.shown).push(isModal ? `${text}\n${detail}` : text);
    const buttons = isModal ? others : rest;
    state.buttons.push(...buttons);
    const answer = answerTo(text);
    return buttons.includes(answer) ? answer : undefined;
  };
  class EventEmitter {
    readonly event = () => ({ dispose: () => undefined });
    readonly fired: unknown[] = [];
    fire(what: unknown): void {
      this.fired.push(what);
    }
    dispose(): void {}
  }
  const api = {
    EventEmitter,
    ProgressLocation: { Notification: 15 },
    Uri: { from: ({ scheme, path }: { scheme: string; path: string }) => ({ toString: () => `${scheme}:${path}` }) },
    commands: { executeCommand: async (name: string) => void state.shown.push(`ran ${name}`) },
    env: { clipboard: { writeText: async (text: string) => void (state.clipboard = text) } },
    l10n: {
      t: (text: string, ...values: readonly unknown[]) =>
        text.replaceAll(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
    },
    window: {
      showInformationMessage: message,
      showWarningMessage: message,
      showErrorMessage: message,
      showQuickPick: async (
        items: readonly { label: string }[],
        { title, canPickMany }: { title: string; canPickMany?: boolean },
      ) => {
        const answer = answerTo(title);
        state.offered = items.map(({ label }) => label);
        const found = items.filter(({ label }) => label === answer);
        return canPickMany === true ? found : found[0];
      },
      showInputBox: async ({ title }: { title: string }) => answerTo(title),
      showTextDocument: async (document: { uri: string }) => void state.opened.push(document),
      withProgress: async (_: unknown, task: (progress: unknown, token: unknown) => Promise<unknown>) => {
        const listeners: (() => void)[] = [];
        state.cancel = () => listeners.forEach((each) => each());
        const progress = { report: ({ message: text }: { message?: string }) => void state.progress.push(text ?? '') };
        const onCancellationRequested = (listener: () => void) => {
          listeners.push(listener);
          return { dispose: () => undefined };
        };
        return task(progress, { isCancellationRequested: false, onCancellationRequested });
      },
    },
    workspace: {
      get isTrusted() {
        return state.trusted;
      },
      registerTextDocumentContentProvider: () => ({ dispose: () => undefined }),
      openTextDocument: async (uri: unknown) => ({ uri: String(uri) }),
    },
  };
  return { state, api };
});
vi.mock('vscode', () => editor.api);
vi.resetModules();

// The classes of errors have to be those that are asked for.
const { CommandProblem } = await import('@swarmpki/core/commands');
const { EngineRefusal } = await import('@swarmpki/core/engine');
const { act } = await import('./act.ts');
const { Texts } = await import('./texts.ts');

const { state } = editor;
const untouched = {
  trusted: true,
  clipboard: '',
  answers: [],
  shown: [],
  modals: [],
  logged: [],
  progress: [],
  opened: [],
  offered: [],
  buttons: [],
};
afterEach(() => void Object.assign(state, structuredClone(untouched)));
// Other tests have an editor of their own.
afterAll(() => vi.resetModules());

/** An engine that answers what a test says, and notes what it is asked for. */
function client(wishes: Partial<Record<keyof EngineClient, unknown>>): EngineClient {
  return { name: 'engine', [Symbol.asyncDispose]: async () => undefined, ...wishes } as unknown as EngineClient;
}

function actingOn(...shown: readonly FakeSwarm[]) {
  const log = (level: string) => (line: string) => void state.logged.push(`${level} ${line}`);
  const rotations: string[] = [];
  return {
    rotations,
    acting: {
      swarms: {
        all: shown,
        onDidChange: () => ({ dispose: () => undefined }),
        find: (id: string) => shown.find((each) => each.id === id),
        show: async () => Promise.reject(new Error('nothing is made here')),
        refresh: async () => undefined,
        usualLab: async () => '/home/me/.swarmpki',
      },
      log: {
        info: log('info'),
        warn: log('warn'),
        error: log('error'),
        show: () => undefined,
      } as unknown as Parameters<typeof act>[0]['log'],
      texts: new Texts(),
      showRotation: ({ id }: { id: string }) => void rotations.push(id),
    },
  };
}

async function run(id: string, on: FakeSwarm, given: object = {}) {
  const { acting, rotations } = actingOn(on);
  await act(acting, id, { given: { swarm: on.id, ...given }, selected: undefined });
  return rotations;
}

const everything = (): string => JSON.stringify([state.shown, state.modals, state.logged, state.progress]);

describe('acting', () => {
  it('is refused in Restricted Mode, with a sentence and the way out of it', async () => {
    state.trusted = false;
    state.answers = [[/Restricted Mode/, 'Manage Workspace Trust']];
    const lab = fakeLab(labSight([]));
    await run('swarm.ca.rotate', lab);
    await vi.waitFor(() => expect(state.shown).toHaveLength(2));
    expect(state.shown).toEqual([expect.stringContaining('trust the workspace'), 'ran workbench.trust.manage']);
    expect(lab.reached).toEqual([]);
  });

  it('is refused on a real engine where only a lab can do it', async () => {
    const engine = fakeEngine(engineSight([nodeSight({ id: 'a' })]));
    await run('node.renew', engine, { node: 'a' });
    expect(state.shown).toEqual(['Renew Certificates: only a lab can do that, and default is a Docker Engine.']);
    expect(engine.reached).toEqual([]);
  });

  it('that destroys is asked for, by the names of engine, swarm and node; labs are no exception', async () => {
    const removed: unknown[] = [];
    const node = nodeSight({ id: 'id-a', name: '[x](command:evil) $(trash)' });
    const lab = fakeLab(labSight([node, nodeSight({ id: 'leads', leader: true })]));
    lab.client = client({ removeNode: async (...given: readonly unknown[]) => void removed.push(given.slice(0, 2)) });
    await run('node.rm', lab, { node: 'id-a' });
    expect(state.modals).toEqual([
      'Remove Nodes on lab?\nThe lab in /home/me/.swarmpki\nSwarm cluster\nNodes: [x] (command:evil) $ (trash)\n' +
        'By force: Force remove a node from the swarm.\nWhat is gone then does not come back.',
    ]);
    expect([removed, lab.reached]).toEqual([[], []]);
    state.answers = [[/Remove Nodes on lab/, 'Remove Nodes']];
    await run('node.rm', lab, { node: 'id-a' });
    expect(removed).toEqual([['id-a', true]]);
    expect(state.logged[0]).toBe('info $ swarmpki --state-dir /home/me/.swarmpki node rm --force id-a');
    await run('node.rm', lab, { node: 'leads' });
    expect(state.shown.at(-1)).toContain('that cannot be done');
  });

  it('that changes is asked for on a real engine, and not in a lab', async () => {
    const updates: SwarmUpdate[] = [];
    const answers = client({
      inspectSwarm: async () => ({ ...swarm.zero, JoinTokens: { Worker: token, Manager: token } }),
      updateSwarm: async (update: SwarmUpdate) => void updates.push(update),
      info: async () => engineSight([]).info,
      inspectNode: async () => ({ ManagerStatus: { Addr: '10.0.0.1:2377' } }),
    });
    const [lab, engine] = [fakeLab(labSight([])), fakeEngine(engineSight([]))];
    [lab.client, engine.client] = [answers, answers];
    await run('swarm.join-token.rotate', engine, { role: 'worker' });
    expect([state.modals.length, updates.length]).toEqual([1, 0]);
    await run('swarm.join-token.rotate', lab, { role: 'worker' });
    expect([state.modals.length, updates.length]).toEqual([1, 1]);
    expect(everything()).toContain('docker swarm join --token SWMTKN-1-');
    expect(everything()).not.toContain(secret);
  });

  it('locks nobody’s managers by the first answer, and then says how to keep the key', async () => {
    const lab = fakeLab(labSight([]));
    lab.client = client({
      initSwarm: async () => 'id',
      inspectSwarm: async () => ({ ...swarm.zero, JoinTokens: { Worker: token, Manager: token } }),
      info: async () => engineSight([]).info,
      inspectNode: async () => ({ ManagerStatus: { Addr: '10.0.0.1:2377' } }),
      unlockKey: async () => 'SWMKEY-1-x',
    });
    state.answers = [
      [/^Initialize a Swarm$/, '2160h'],
      [/^Initialize a Swarm: /, 'On'],
    ];
    await run('swarm.init', lab);
    expect(state.offered[0]).toBe('Off');
    expect(state.shown[0]).toMatch(/^Initialize a Swarm: Swarm initialized/);
    expect(state.buttons).toContain('Show the Unlock Key');
  });

  it('founds the swarm of a lab where nobody listens, and that of a real engine where it listens by itself', async () => {
    const asked: string[] = [];
    const empty = client({
      initSwarm: async ({ ListenAddr: listens }: { readonly ListenAddr: string }) => {
        asked.push(listens);
        return 'id';
      },
    });
    const [lab, engine] = [fakeLab(labSight([])), fakeEngine(engineSight([]))];
    [lab.client, engine.client] = [empty, empty];
    state.answers = [
      [/^Initialize a Swarm$/, '2160h'],
      [/^Initialize a Swarm: /, 'Off'],
      [/on default/, 'Initialize a Swarm'],
    ];
    await run('swarm.init', lab);
    await run('swarm.init', engine);
    expect(asked).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/), '0.0.0.0:2377']);
  });

  it('shows a secret to nobody who has not asked twice, and logs none', async () => {
    const lab = fakeLab(labSight([]));
    lab.client = client({
      inspectSwarm: async () => ({ ...swarm.zero, JoinTokens: { Worker: token, Manager: '' } }),
    });
    await run('swarm.join-token', lab, { role: 'worker' });
    expect(everything()).not.toContain(secret);
    expect(state.clipboard).toBe('');
    state.answers = [[/was not shown/, 'Copy']];
    await run('swarm.join-token', lab, { role: 'worker' });
    expect(state.clipboard).toBe(token);
    expect(everything()).not.toContain(secret);
    state.answers = [[/was not shown/, 'Show Once']];
    await run('swarm.join-token', lab, { role: 'worker' });
    expect(state.modals).toEqual([`Show a Join Token\n${token}`]);
    expect(JSON.stringify([state.logged, state.shown])).not.toContain(secret);
  });

  it('that fails says why, what had been expected, and what to do; without secrets', async () => {
    const lab = fakeLab(labSight([]));
    const inspectSwarm = async (): Promise<never> => {
      throw new CommandProblem('refused', `no: ${token}`, { expected: 'another', next: 'Try `x`.' });
    };
    lab.client = client({ inspectSwarm });
    await run('swarm.ca', lab);
    expect(state.shown).toEqual([
      expect.stringMatching(/^Show the Root CA: no: SWMTKN-1-\w+-•••\. Expected: another\. Try `x`\.$/),
    ]);
    expect(everything()).not.toContain(secret);
  });

  it('by force is offered where the command offers it, and asked for again', async () => {
    const engine = fakeEngine(engineSight([]));
    const updates: SwarmUpdate[] = [];
    engine.client = client({
      inspectSwarm: async () => ({ ...swarm.zero, Spec: { ...swarm.zero.Spec, Labels: { 'com.docker.ucp': '' } } }),
      listNodes: async () => [],
      updateSwarm: async (update: SwarmUpdate) => void updates.push(update),
    });
    state.answers = [
      [/: which|Rotate the Root CA$/, 'A new root'],
      [/Rotate the Root CA on default/, 'Rotate the Root CA'],
      [/Mirantis/, 'Do It by Force…'],
    ];
    await run('swarm.ca.rotate', engine);
    await vi.waitFor(() => expect(updates).toHaveLength(1));
    expect(state.modals).toHaveLength(2);
    expect(state.modals[1]).toContain('By force');
  });

  it('opens what is to be read as a text', async () => {
    const lab = fakeLab(labSight([]));
    lab.client = client({
      inspectSwarm: async () => ({ ...swarm.zero, TLSInfo: { ...swarm.zero.TLSInfo, TrustRoot: 'PEM\n' } }),
    });
    await run('swarm.ca', lab);
    expect(state.opened).toEqual([{ uri: 'swarmpki-text:/Show the Root CA lab.txt' }]);
  });

  it('names engines to choose from where nothing was clicked on', async () => {
    const [lab, engine] = [fakeLab(labSight([])), fakeEngine(engineSight([]))];
    const asked = async () => ({ ...swarm.zero, TLSInfo: { ...swarm.zero.TLSInfo, TrustRoot: 'PEM\n' } });
    engine.client = client({ inspectSwarm: asked });
    state.answers = [[/^Show the Root CA$/, 'default']];
    await act(actingOn(lab, engine).acting, 'swarm.ca', { given: undefined, selected: undefined });
    expect([lab.reached, engine.reached]).toEqual([[], [true]]);
  });
});

describe('a rotation', () => {
  const rotation = { Root: { Digest: 'sha256:dd', Issuer: 'sha256:0123456789' }, Since: 1, Awaited: 1 };
  const late = nodeSight({ id: 'a' });
  const down = nodeSight({ id: 'b', name: 'worker-6', state: 'down' });
  const renewed = nodeSight({ id: 'a', issuer: rotation.Root.Issuer });
  const done = { ...renewed, root: rotation.Root.Digest };

  function rotatingLab() {
    const lab = fakeLab(labSight([late]));
    const updates: SwarmUpdate[] = [];
    lab.client = client({
      inspectSwarm: async () => ({ ...swarm.zero, RootRotationInProgress: updates.length > 0 }),
      listNodes: async () => [],
      calls: { ask: async () => Promise.reject(new EngineRefusal(404, 'none')) },
      updateSwarm: async (update: SwarmUpdate) => void updates.push(update),
    });
    state.answers = [[/Rotate the Root CA$/, 'A new root']];
    return lab;
  }

  it('is shown until it has ended: its phase, how many nodes, and who holds it up', async () => {
    const lab = rotatingLab();
    const running = run('swarm.ca.rotate', lab);
    await vi.waitFor(() => expect(lab.listeners).toBe(1));
    lab.show(labSight([late, down], { Rotation: rotation }));
    expect(state.progress.at(-1)).toBe(
      '0 of 2 nodes have a certificate of the new root. It waits for worker-6, which is down.',
    );
    lab.show(labSight([renewed], { Rotation: rotation }));
    expect(state.progress.at(-1)).toContain('the managers end the rotation');
    state.answers = [[/^lab: The root is/, 'Open Rotation View']];
    lab.show(labSight([done], { Root: rotation.Root, WorkerToken: 'sha256:1', ManagerToken: 'sha256:2' }));
    const rotations = await running;
    expect(state.shown).toEqual([
      'lab: The root is 01234567 now. Both join tokens are new: those that were noted down let nobody in any more.',
    ]);
    await vi.waitFor(() => expect(rotations).toEqual([lab.id]));
    expect(lab.listeners).toBe(0);
  });

  it('goes on when nobody waits for it any longer, and that is said', async () => {
    const lab = rotatingLab();
    const running = run('swarm.ca.rotate', lab);
    await vi.waitFor(() => expect(lab.listeners).toBe(1));
    lab.show(labSight([late], { Rotation: rotation }));
    state.cancel?.();
    await running;
    expect(state.shown).toEqual(['Rotate the Root CA: it goes on by itself; nothing was called off.']);
    expect(lab.listeners).toBe(0);
  });

  it('is not waited for any longer when its lab is stopped', async () => {
    const lab = rotatingLab();
    const running = run('swarm.ca.rotate', lab);
    await vi.waitFor(() => expect(lab.listeners).toBe(1));
    lab.isStopped = true;
    lab.show(labSight([late], { Rotation: rotation }));
    await running;
    expect(state.shown).toEqual(['Rotate the Root CA: lab does not run any more, or is in no swarm.']);
    expect(lab.listeners).toBe(0);
  });

  it('to the root that a swarm has already is none', async () => {
    const lab = rotatingLab();
    lab.sight = engineSight([done], { TrustRoot: 'PEM' });
    const same = { ...swarm.zero, TLSInfo: { ...swarm.zero.TLSInfo, TrustRoot: 'PEM' } };
    lab.client = client({ ...lab.client, inspectSwarm: async () => same });
    await run('swarm.ca.rotate', lab);
    expect(state.shown).toEqual(['Rotate the Root CA: lab has that root already, and no rotation is under way.']);
  });
});
