import { characterOf } from '../term/keys.ts';
import type { App } from './app.ts';
import { offers } from './palette.ts';
import { scrolled } from './scroll.ts';
import type { Overlay } from './state.ts';

type Of<Kind extends Overlay['kind']> = Extract<Overlay, { kind: Kind }>;

/** What a key does to what lies over the screen. */
export function overlayKey(app: App, overlay: Overlay, key: string): void {
  switch (overlay.kind) {
    case 'help':
      return helpKey(app, overlay, key);
    case 'palette':
      return paletteKey(app, overlay, key);
    case 'confirm':
      return confirmKey(app, overlay, key);
    case 'choose':
      return chooseKey(app, overlay, key);
    case 'text':
      return textKey(app, overlay, key);
  }
}

function show(app: App, overlay: Overlay | undefined): void {
  app.store.update((state) => ({ ...state, overlay }));
}

function helpKey(app: App, overlay: Of<'help'>, key: string): void {
  if (key === 'escape' || (overlay.filter === '' && (key === '?' || key === 'q'))) return show(app, undefined);
  const step = { ...steps(app), home: -all, end: all }[key];
  if (step !== undefined) return show(app, { ...overlay, top: scrolled(app, overlay.top, step) });
  show(app, { ...overlay, filter: typed(overlay.filter, key), top: 0 });
}

function paletteKey(app: App, overlay: Of<'palette'>, key: string): void {
  const { text, selected } = overlay;
  const found = offers(app, text);
  if (key === 'escape') return show(app, undefined);
  if (key === 'up' || key === 'shift+tab') return show(app, { ...overlay, selected: Math.max(0, selected - 1) });
  if (key === 'down') return show(app, { ...overlay, selected: Math.min(found.length - 1, selected + 1) });
  const chosen = found[Math.min(selected, found.length - 1)];
  if (key === 'tab') return show(app, chosen?.shell ? { ...overlay, text: `${chosen.shell} `, selected: 0 } : overlay);
  if (key === 'enter') {
    show(app, undefined);
    return chosen === undefined ? app.say('warn', `there is no command for “${text}”`) : chosen.choose();
  }
  show(app, { ...overlay, text: typed(text, key), selected: 0 });
}

function confirmKey(app: App, overlay: Of<'confirm'>, key: string): void {
  if (key === 'escape' || (overlay.word === undefined && (key === 'n' || key === 'q'))) return show(app, undefined);
  const isMeant = overlay.word === undefined ? key === 'y' || key === 'enter' : key === 'enter';
  if (isMeant && (overlay.word ?? '') === overlay.typed) {
    show(app, undefined);
    return overlay.onYes();
  }
  if (overlay.word !== undefined) show(app, { ...overlay, typed: typed(overlay.typed, key) });
}

function chooseKey(app: App, overlay: Of<'choose'>, key: string): void {
  const { choices, selected } = overlay;
  const step = { up: -1, k: -1, 'shift+tab': -1, down: 1, j: 1, tab: 1 }[key];
  if (key === 'escape' || key === 'q') return show(app, undefined);
  if (step !== undefined) {
    return show(app, { ...overlay, selected: Math.max(0, Math.min(choices.length - 1, selected + step)) });
  }
  const { choose, about = '' } = choices[selected] ?? {};
  if (key !== 'enter') return;
  if (choose === undefined) return app.say('warn', about);
  show(app, undefined);
  choose();
}

function textKey(app: App, overlay: Of<'text'>, key: string): void {
  if (key === 'escape' || key === 'q' || key === 'enter') return show(app, undefined);
  const moves = steps(app);
  const step = { ...moves, k: -1, j: 1, space: moves.pagedown, g: -all, G: all }[key] ?? 0;
  show(app, { ...overlay, top: scrolled(app, overlay.top, step) });
}

/** More lines than there are. */
const all = Number.MAX_SAFE_INTEGER;

/** How many lines each key goes down that no text can be written with. */
function steps({ store }: App): Readonly<Record<string, number>> & { readonly pagedown: number } {
  const page = Math.max(1, store.state.size.rows - 8);
  return { up: -1, down: 1, pageup: -page, pagedown: page };
}

function typed(text: string, key: string): string {
  if (key === 'backspace') return Array.from(text).slice(0, -1).join('');
  if (key === 'ctrl+u') return '';
  return (text + (characterOf(key) ?? '')).slice(0, 200);
}
