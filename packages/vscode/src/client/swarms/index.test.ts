import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExtensionContext } from 'vscode';
import type { SwarmsView } from './swarms-view.ts';

interface Provider {
  getChildren(element?: unknown): Promise<readonly unknown[]>;
}

/** As much of the editor as is touched. */
const editor = vi.hoisted(() => {
  const state = {
    trusted: true,
    provider: undefined as Provider | undefined,
    commands: new Map<string, (given?: unknown) => Promise<void>>(),
    keys: [] as (readonly [key: string, value: unknown])[],
    grant: undefined as (() => void) | undefined,
    fired: 0,
  };
  const nothing = { dispose: () => undefined };
  const api = {
    EventEmitter: class {
      readonly event = (): void => undefined;
      fire(): void {
        state.fired++;
      }
      dispose(): void {}
    },
    commands: {
      registerCommand: (name: string, run: () => Promise<void>) => {
        state.commands.set(name, run);
        return nothing;
      },
      executeCommand: async (_: string, key: string, value: unknown) => void state.keys.push([key, value]),
    },
    window: {
      createTreeView: (_: string, { treeDataProvider }: { readonly treeDataProvider: Provider }) => {
        state.provider = treeDataProvider;
        return nothing;
      },
    },
    workspace: {
      get isTrusted() {
        return state.trusted;
      },
      onDidGrantWorkspaceTrust: (listener: () => void) => {
        state.grant = listener;
        return nothing;
      },
    },
  };
  return { state, api };
});
vi.mock('vscode', () => editor.api);
vi.resetModules();
const { showSwarms } = await import('./index.ts');
const { state } = editor;
// Other tests have an editor of their own.
afterAll(() => vi.resetModules());
beforeEach(() => void Object.assign(state, { trusted: true, keys: [], fired: 0 }));

/** The view, and how often all of it was loaded. */
function shown(): { readonly loads: () => number; readonly asked: readonly (readonly [string, unknown])[] } {
  let loads = 0;
  const asked: (readonly [string, unknown])[] = [];
  const note = (name: string) => async (given: unknown) => void asked.push([name, given]);
  const view = {
    drawIn: () => ({ childrenOf: (element?: unknown) => (element === undefined ? ['lab'] : ['root', 'nodes']) }),
    startLab: note('startLab'),
    openTerminal: note('openTerminal'),
  };
  const load = async (): Promise<SwarmsView> => {
    loads++;
    return view as unknown as SwarmsView;
  };
  showSwarms({ subscriptions: [] } as unknown as ExtensionContext, load);
  return { loads: () => loads, asked };
}

describe('the view of swarms', () => {
  it('loads nothing before it is looked at, and says that there is nothing only when it has looked', async () => {
    const { loads } = shown();
    expect(loads()).toBe(0);
    expect(await state.provider?.getChildren()).toEqual(['lab']);
    expect(await state.provider?.getChildren('lab')).toEqual(['root', 'nodes']);
    expect([loads() > 0, state.keys]).toEqual([true, [['swarmpki.looked', true]]]);
  });

  it('shows nothing in Restricted Mode, and looks for nothing; once trusted it looks', async () => {
    const { loads } = shown();
    state.trusted = false;
    expect(await state.provider?.getChildren()).toEqual([]);
    expect([loads(), state.keys]).toEqual([0, []]);
    state.trusted = true;
    state.grant?.();
    expect(state.fired).toBe(1);
    expect(await state.provider?.getChildren()).toEqual(['lab']);
  });

  it('hands commands what was clicked on', async () => {
    const { asked } = shown();
    await state.commands.get('swarmpki.startLab')?.({ swarm: 'lab' });
    await state.commands.get('swarmpki.openTerminal')?.();
    expect(asked).toEqual([
      ['startLab', { swarm: 'lab' }],
      ['openTerminal', undefined],
    ]);
  });
});
