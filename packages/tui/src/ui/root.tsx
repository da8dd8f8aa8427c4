import { useApp, useInput, useIsScreenReaderEnabled, usePaste, useWindowSize } from 'ink';
import { useEffect, useSyncExternalStore } from 'react';
import { reasonOf } from '@swarmpki/core/commands';
import type { JSX } from 'react';
import type { App } from '../app/app.ts';
import { paste, press } from '../app/dispatch.ts';
import { keysOf } from '../term/keys.ts';
import { stopUntilContinued } from '../term/stop.ts';
import { themes } from '../theme/theme.ts';
import { Frame } from './frame.tsx';
import { ThemeContext } from './theme-context.tsx';

/** Cells of a screen that is read aloud. */
const readPage = { columns: 120, rows: 50 } as const;

/** The whole picture, and what is typed into it. */
export function Root({ app }: { readonly app: App }): JSX.Element {
  const state = useSyncExternalStore(app.store.subscribe, app.store.shown);
  const terminal = useWindowSize();
  // What is read aloud has room for whole sentences, however small the window is.
  const { columns, rows } = useIsScreenReaderEnabled() ? readPage : terminal;
  useEffect(() => {
    app.store.update((before) =>
      before.size.columns === columns && before.size.rows === rows ? before : { ...before, size: { columns, rows } },
    );
  }, [app, columns, rows]);
  const { suspendTerminal } = useApp();
  useEffect(() => {
    let isLent = false;
    /** Gives the terminal away for a while. Ink refuses to do so a second time meanwhile: several such keys may come as one. */
    const lend = async (to: () => Promise<void> | undefined): Promise<void> => {
      if (isLent) return;
      isLent = true;
      try {
        await suspendTerminal(to);
      } catch (error) {
        app.say('bad', `the terminal was not given back: ${reasonOf(error)}`);
      } finally {
        isLent = false;
      }
    };
    app.terminal = { redraw: () => void lend(() => undefined), suspend: () => void lend(stopUntilContinued) };
  }, [app, suspendTerminal]);
  useInput((input, key) => {
    for (const name of keysOf(input, key)) press(app, name);
  });
  usePaste((text) => paste(app, text));
  return (
    <ThemeContext value={themes[state.theme]}>
      <Frame app={app} state={state} />
    </ThemeContext>
  );
}
