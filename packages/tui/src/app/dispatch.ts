import type { App } from './app.ts';
import { use } from './act.ts';
import { isPossible } from './bindings.ts';
import { fieldKey, insert } from './field.ts';
import { globalBindings } from './global.ts';
import { overlayKey } from './overlays.ts';

/** What a key does: the field that is written into comes first, then what lies over the screen, the screen, and all screens. */
export function press(app: App, key: string): void {
  if (key === 'ctrl+c') return app.quit();
  const { state } = app.store;
  if (state.field !== undefined) return fieldKey(app, state.field, key);
  if (state.overlay !== undefined) return overlayKey(app, state.overlay, key);
  // A key is meant for what was to be seen when it was pressed: what has come since may have moved other rows to that place.
  const { screen, view } = app.now(app.store.shown());
  const binding = [...screen.bindings, ...globalBindings].find(
    (one) => one.keys.includes(key) && isPossible(one, view),
  );
  if (binding !== undefined) use(app, binding, view, key);
}

/** Text that was pasted: into the field that is written into, if there is one. */
export function paste(app: App, text: string): void {
  const { field } = app.store.state;
  if (field !== undefined) insert(app, field, text);
}
