import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeLab, labSight, nodeSight } from '../../testing/fake-swarm.ts';
import type { FakeSwarm } from '../../testing/fake-swarm.ts';
import type { ToPage } from '../../shared/rotation-messages.ts';

/** As much of the editor as is touched. */
const editor = vi.hoisted(() => {
  class Panel {
    title = '';
    visible = true;
    isDisposed = false;
    readonly posted: unknown[] = [];
    readonly listeners = { message: [], state: [], dispose: [] } as Record<string, ((given?: unknown) => void)[]>;
    readonly webview = {
      onDidReceiveMessage: this.#on('message'),
      postMessage: (message: unknown) => void this.posted.push(message),
    };
    readonly onDidChangeViewState = this.#on('state');
    readonly onDidDispose = this.#on('dispose');
    reveal = vi.fn();
    dispose(): void {
      this.isDisposed = true;
      this.fire('dispose');
    }
    fire(kind: string, given?: unknown): void {
      for (const listener of this.listeners[kind] ?? []) listener(given);
    }
    #on(kind: string) {
      return (listener: (given?: unknown) => void) => {
        this.listeners[kind]?.push(listener);
        return { dispose: () => undefined };
      };
    }
  }
  const state = { trusted: true, ran: [] as unknown[][], panels: [] as Panel[], warned: [] as string[] };
  const api = {
    ViewColumn: { Active: -1 },
    commands: { executeCommand: async (...given: unknown[]) => void state.ran.push(given) },
    env: { language: 'en' },
    l10n: {
      t: (text: string, ...values: readonly unknown[]) =>
        text.replaceAll(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
    },
    window: {
      createWebviewPanel: () => {
        const panel = new Panel();
        state.panels.push(panel);
        return panel;
      },
      showWarningMessage: async (text: string) => void state.warned.push(text),
    },
    workspace: {
      get isTrusted() {
        return state.trusted;
      },
    },
  };
  return { Panel, state, api };
});
vi.mock('vscode', () => editor.api);
vi.mock('../webview/page.ts', () => ({ loadPage: async () => undefined }));
vi.resetModules();
const { RotationPanels } = await import('./rotation-panels.ts');
// Other tests have an editor of their own.
afterAll(() => {
  vi.doUnmock('../page.ts');
  vi.resetModules();
});

const { state, Panel } = editor;
beforeEach(() => void Object.assign(state, { trusted: true, ran: [], panels: [], warned: [] }));

const down = ['d1', 'd2'].map((id) => nodeSight({ id, state: 'down', place: 'stopped', issuer: 'sha256:0ld' }));
const rotating = labSight([nodeSight({ id: 'a', issuer: 'sha256:cc' }), ...down], {
  Rotation: { Root: { Digest: 'sha256:dd', Issuer: 'sha256:cc' }, Since: 1, Awaited: 2 },
});

function panelsOf(...all: readonly FakeSwarm[]) {
  const swarms = {
    all,
    onDidChange: () => ({ dispose: () => undefined }),
    find: (id: string) => all.find((each) => each.id === id),
    show: async () => Promise.reject(new Error('nothing is made here')),
    refresh: async () => undefined,
    usualLab: async () => '',
  };
  return new RotationPanels(swarms, {} as ConstructorParameters<typeof RotationPanels>[1], async () => undefined);
}

async function shown(lab: FakeSwarm): Promise<InstanceType<typeof Panel>> {
  await panelsOf(lab).show({ swarm: lab.id });
  const [panel] = state.panels;
  if (panel === undefined) throw new Error('there is no panel');
  panel.fire('message', { type: 'ready' });
  await vi.waitFor(() => expect(panel.posted.length).toBeGreaterThan(0));
  return panel;
}

const lastTitle = ({ posted }: { readonly posted: readonly unknown[] }): string | undefined =>
  (posted.at(-1) as ToPage | undefined)?.page.title;

describe('the panels of rotation views', () => {
  it('are one for a swarm, which names it', async () => {
    const [one, other] = [fakeLab(rotating, '/one'), fakeLab(rotating, '/other')];
    const panels = panelsOf(one, other);
    await panels.show({ swarm: one.id });
    await panels.show({ swarm: one.id });
    await panels.show({ swarm: other.id });
    expect(state.panels.map(({ title }) => title)).toEqual(['Rotation: lab', 'Rotation: lab']);
    expect(state.panels[0]?.reveal).toHaveBeenCalledOnce();
    state.panels[0]?.dispose();
    await panels.show({ swarm: one.id });
    expect(state.panels).toHaveLength(3);
  });

  it('say where there is none to show', async () => {
    await panelsOf().show(undefined);
    expect(state.warned).toEqual(['No engine is shown: create a lab, or attach to a Docker context.']);
  });

  it('come back after a reload by what their page has kept, and go where it has kept nothing', async () => {
    const lab = fakeLab(rotating);
    const panels = panelsOf(lab);
    const [kept, lost, twice] = [new Panel(), new Panel(), new Panel()];
    const given = (panel: unknown): Parameters<typeof panels.restore>[0] =>
      panel as Parameters<typeof panels.restore>[0];
    await panels.restore(given(kept), { swarm: lab.id });
    await panels.restore(given(lost), { swarm: 7 });
    await panels.restore(given(twice), { swarm: lab.id });
    expect([kept, lost, twice].map(({ isDisposed }) => isDisposed)).toEqual([false, true, true]);
    const unknown = new Panel();
    await panels.restore(given(unknown), { swarm: 'lab:/nowhere' });
    await vi.waitFor(() => expect(lastTitle(unknown)).toBe('The engine is not shown any more'));
  });

  it('watch their swarm for as long as they are seen', async () => {
    const lab = fakeLab(rotating);
    const panel = await shown(lab);
    // The other one keeps what was seen of its rotation.
    expect(lab.listeners).toBe(2);
    Object.assign(panel, { visible: false });
    panel.fire('state');
    expect(lab.listeners).toBe(1);
    Object.assign(panel, { visible: true });
    panel.fire('state');
    expect(lab.listeners).toBe(2);
    panel.dispose();
    expect(lab.listeners).toBe(1);
  });

  it('gather many changes into one', async () => {
    const lab = fakeLab(rotating);
    const panel = await shown(lab);
    const before = panel.posted.length;
    for (let at = 0; at < 50; at++) lab.show({ ...rotating, refusal: String(at) });
    lab.show(labSight([nodeSight({ id: 'a' })]));
    await vi.waitFor(() => expect(lastTitle(panel)).toBe('The rotation was called off'));
    expect(panel.posted.length - before).toBeLessThanOrEqual(2);
  });

  it('run the commands of the extension on exactly that node, that group or that swarm', async () => {
    const lab = fakeLab(rotating);
    const panel = await shown(lab);
    const swarm = lab.id;
    panel.fire('message', { type: 'act', deed: 'start', node: 'd1' });
    panel.fire('message', { type: 'act', deed: 'remove', group: 'stopped start remove' });
    panel.fire('message', { type: 'act', deed: 'rotate' });
    const [one, two] = [
      { swarm, node: 'd1' },
      { swarm, node: 'd2' },
    ];
    await vi.waitFor(() =>
      expect(state.ran).toEqual([
        ['swarmpki.node.start', one, [one]],
        ['swarmpki.node.rm', one, [one, two]],
        ['swarmpki.swarm.ca.rotate', { swarm }],
      ]),
    );
  });

  it('start a lab that is stopped, and try one that is out of reach', async () => {
    const lab = fakeLab();
    lab.isStopped = true;
    const panel = await shown(lab);
    expect(lastTitle(panel)).toBe('The lab does not run');
    panel.fire('message', { type: 'act', deed: 'run' });
    panel.fire('message', { type: 'act', deed: 'retry' });
    await vi.waitFor(() =>
      expect(state.ran).toEqual([
        ['swarmpki.startLab', { swarm: lab.id }],
        ['swarmpki.refresh', { swarm: lab.id }],
      ]),
    );
  });

  it('do nothing for whom there is not, and for what is no deed', async () => {
    const lab = fakeLab(rotating);
    const panel = await shown(lab);
    panel.fire('message', { type: 'act', deed: 'start', node: 'nobody' });
    panel.fire('message', { type: 'act', deed: 'remove', group: 'all' });
    panel.fire('message', { type: 'act', deed: 'remove' });
    panel.fire('message', { type: 'act', deed: 'workbench.action.quit' });
    panel.fire('message', { type: 'act', deed: 'rotate' });
    await vi.waitFor(() => expect(state.ran.map(([command]) => command)).toEqual(['swarmpki.swarm.ca.rotate']));
  });

  it('are not opened in Restricted Mode', async () => {
    state.trusted = false;
    const lab = fakeLab(rotating);
    await panelsOf(lab).show({ swarm: lab.id });
    expect(state.panels).toEqual([]);
    expect(state.warned).toHaveLength(1);
  });
});
