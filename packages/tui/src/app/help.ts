import type { App } from './app.ts';
import { isLabOnly, isPossible } from './bindings.ts';
import { globalBindings } from './global.ts';
import type { Binding, Section, View } from './screen.ts';
import type { State } from './state.ts';

/** A row of help: a section begins, ends, or has a key. */
export type HelpRow =
  | { readonly kind: 'section'; readonly section: Section }
  | { readonly kind: 'key'; readonly binding: Binding; readonly isPossible: boolean }
  | { readonly kind: 'gap' };

const sections: readonly Section[] = ['act', 'look', 'move', 'everywhere'];

/**
 * The keys of a screen, by what they are for. What cannot be used now is there as well; what never can, as on a real engine what
 * only labs have, is not.
 *
 * @param filter words of it; empty for all
 */
export function helpRows(app: App, state: State, filter: string): readonly HelpRow[] {
  const { screen, view } = app.now(state);
  const wanted = filter.toLowerCase();
  const fits = ({ title, about, keys }: Binding): boolean =>
    [title, about, ...keys].some((text) => text.toLowerCase().includes(wanted));
  const isThere = (binding: Binding): boolean => state.engine.isLab !== false || !isLabOnly(binding);
  const all = withTheirKeys([...screen.bindings, ...globalBindings].filter(isThere), view).filter(fits);
  return sections
    .map((section) => ({ section, here: all.filter((binding) => binding.section === section) }))
    .filter(({ here }) => here.length > 0)
    .flatMap(({ section, here }, at): readonly HelpRow[] => [
      ...(at === 0 ? [] : [{ kind: 'gap' } as const]),
      { kind: 'section', section },
      ...here.map((binding) => ({ kind: 'key', binding, isPossible: isPossible(binding, view) }) as const),
    ]);
}

/** Each with the keys that come to it: of those that a screen has for itself, the ones of all screens lose theirs. */
function withTheirKeys(bindings: readonly Binding[], view: View<unknown>): readonly Binding[] {
  const isTaken = (key: string, before: readonly Binding[]): boolean =>
    before.some((binding) => binding.keys.includes(key) && isPossible(binding, view));
  return bindings
    .map((binding, at) => ({ ...binding, keys: binding.keys.filter((key) => !isTaken(key, bindings.slice(0, at))) }))
    .filter(({ keys }) => keys.length > 0);
}
