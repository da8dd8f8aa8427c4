/** What is said of an element. Texts of others are harmless in it, and secrets are not in it. */
export interface Row {
  readonly label: string;
  /** Behind the label, short. */
  readonly description: string;
  /** All there is to say: lines of plain text. */
  readonly tooltip: readonly string[];
  /** An icon of VS Code's, and a colour of its themes; what the colour says the words say as well. */
  readonly icon: { readonly name: string; readonly color?: string };
  /** Whether there is something below, and whether that is seen at first. */
  readonly state: 'leaf' | 'closed' | 'open';
  /** What menus are told: see `viewItem`. */
  readonly menu: string;
  /** For who hears it: whole sentences or words, in place of label and description. */
  readonly spoken: string;
  /** What a click on it does; it is handed the element. */
  readonly command?: { readonly name: string; readonly title: string };
  /** How long it holds although nothing happens: ms of swarm time. */
  readonly holdsFor?: number;
}

/** With nothing below it, and nothing that can be done with it. */
export const plainRow = { description: '', state: 'leaf', menu: '' } as const;

export function isSameRow(a: Row, b: Row | undefined): boolean {
  return b !== undefined && JSON.stringify({ ...a, holdsFor: 0 }) === JSON.stringify({ ...b, holdsFor: 0 });
}
