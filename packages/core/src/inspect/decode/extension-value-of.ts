import type { ExtensionDescription } from './description.ts';
import type { ExtensionValue } from './extension-value.ts';

type OfKind<Value, Kind> = Value extends { readonly kind: infer Own } ? (Kind extends Own ? Value : never) : never;

/** What the first extension of a kind says, if there is one that can be read. */
export function valueOf<Kind extends ExtensionValue['kind']>(
  extensions: readonly ExtensionDescription[],
  kind: Kind,
): OfKind<ExtensionValue, Kind> | undefined {
  for (const { value } of extensions) {
    if (value?.kind === kind) return value as OfKind<ExtensionValue, Kind>;
  }
  return undefined;
}
