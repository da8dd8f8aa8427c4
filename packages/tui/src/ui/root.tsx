import { reasonOf } from '@swarmpki/core/commands';
import { useApp, useInput, useIsScreenReaderEnabled, usePaste, useWindowSize } from 'ink';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { JSX } from 'react';
import type { App } from '../app/app.ts';
import { paste, press } from '../app/dispatch.ts';
import { Handover } from '../term/handover.ts';
import { keysOf } from '../term/keys.ts';
import { stopUntilContinued } from '../term/stop.ts';
import { themes } from '../theme/theme.ts';
import { Frame } from './frame.tsx';
import { ScrollContext } from './scrolled.tsx';
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
    const handover = new Handover(suspendTerminal, (error) => app.say('bad', reasonOf(error)));
    app.terminal = {
      redraw: () => handover.begin(() => undefined),
      suspend: () => handover.begin(stopUntilContinued),
    };
  }, [app, suspendTerminal]);
  const tellLowestTop = useCallback((lowest: number) => void (app.lowestTop = lowest), [app]);
  useInput((input, key) => {
    for (const name of keysOf(input, key)) press(app, name);
  });
  usePaste((text) => paste(app, text));
  return (
    <ThemeContext value={themes[state.theme]}>
      <ScrollContext value={tellLowestTop}>
        <Frame app={app} state={state} />
      </ScrollContext>
    </ThemeContext>
  );
}
