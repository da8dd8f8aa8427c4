import { characterOf } from '../term/keys.ts';
import type { Deeds } from './deeds.ts';
import type { Field } from './state.ts';

/** Longer lines are not written by hand. */
const longest = 4096;
const unwritable = /[\p{Cc}\p{Cf}]+/gu;

/** Begins a line to be written. */
export function edit(app: Deeds, field: Pick<Field, 'label' | 'onEnter'> & Partial<Field>): void {
  const text = field.text ?? '';
  const whole: Field = { secret: false, ...field, text, cursor: Array.from(text).length };
  app.store.update((state) => ({ ...state, field: whole }));
}

/** What a key does to the line that is written. */
export function fieldKey(app: Deeds, field: Field, key: string): void {
  const close = (): void => app.store.update((state) => ({ ...state, field: undefined }));
  if (key === 'enter') {
    close();
    return field.onEnter(field.text);
  }
  if (key === 'escape') {
    close();
    return field.onEscape?.();
  }
  const next = edited(field, key);
  if (next === field) return;
  app.store.update((state) => ({ ...state, field: next }));
  if (next.text !== field.text) next.onChange?.(next.text);
}

/** Writes a whole text into it, as one that was pasted: on one line, without what is no character. */
export function insert(app: Deeds, field: Field, text: string): void {
  const { cursor } = field;
  const characters = Array.from(field.text);
  const added = Array.from(text.slice(0, longest).replace(unwritable, ' ').trim());
  const next = [...characters.slice(0, cursor), ...added, ...characters.slice(cursor)].slice(0, longest).join('');
  app.store.update((state) => ({ ...state, field: { ...field, text: next, cursor: cursor + added.length } }));
  field.onChange?.(next);
}

function edited(field: Field, key: string): Field {
  const characters = Array.from(field.text);
  const { cursor } = field;
  const before = characters.slice(0, cursor);
  const after = characters.slice(cursor);
  const now = (left: readonly string[], right: readonly string[]): Field => ({
    ...field,
    text: [...left, ...right].join(''),
    cursor: left.length,
  });
  switch (key) {
    case 'left':
      return { ...field, cursor: Math.max(0, cursor - 1) };
    case 'right':
      return { ...field, cursor: Math.min(characters.length, cursor + 1) };
    case 'home':
    case 'ctrl+a':
      return { ...field, cursor: 0 };
    case 'end':
    case 'ctrl+e':
      return { ...field, cursor: characters.length };
    case 'backspace':
      return cursor === 0 ? field : now(before.slice(0, -1), after);
    case 'delete':
      return after.length === 0 ? field : now(before, after.slice(1));
    case 'ctrl+u':
      return now([], after);
    case 'ctrl+w':
      return now(Array.from(before.join('').replace(/\S*\s*$/, '')), after);
    default: {
      const character = characterOf(key);
      if (character === undefined || characters.length >= longest) return field;
      return now([...before, character], after);
    }
  }
}
