import type { Key } from 'ink';

/** Keys that are no character, by the names that bindings use. */
const named = {
  upArrow: 'up',
  downArrow: 'down',
  leftArrow: 'left',
  rightArrow: 'right',
  pageUp: 'pageup',
  pageDown: 'pagedown',
  home: 'home',
  end: 'end',
  return: 'enter',
  escape: 'escape',
  tab: 'tab',
  backspace: 'backspace',
  delete: 'delete',
} as const satisfies Partial<Record<keyof Key, string>>;

const characters: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
};

/**
 * The keys of one report of Ink's, by name: `j`, `G`, `space`, `enter`, `shift+tab`, `ctrl+p`. Several that were pressed
 * quickly come as one text, which is taken apart; what was pasted comes by another way.
 */
export function keysOf(input: string, key: Key): readonly string[] {
  const pressed = withoutMeta(input, key);
  return isEscaped(key) ? ['escape', ...pressed] : pressed;
}

/**
 * Whether Esc was pressed right before: what comes with it is taken for Alt by Ink. A sequence that names its modifiers, as
 * of an arrow with Alt, is one key all the same; Ink knows for those alone what has become of the key.
 */
function isEscaped({ meta, eventType }: Key): boolean {
  return meta && eventType === undefined;
}

function withoutMeta(input: string, key: Key): readonly string[] {
  for (const [flag, name] of Object.entries(named)) {
    if (key[flag as keyof typeof named]) return [key.shift && name === 'tab' ? 'shift+tab' : name];
  }
  if (key.ctrl) return [`ctrl+${input}`];
  return Array.from(input, nameOf);
}

/** Also of a key with Ctrl that stands among others. */
function nameOf(character: string): string {
  const code = character.charCodeAt(0);
  return characters[character] ?? (code >= 1 && code <= 26 ? `ctrl+${String.fromCharCode(code + 96)}` : character);
}

/** Whether a key is a character that can be written into a field; the space is one. */
export function characterOf(key: string): string | undefined {
  if (key === 'space') return ' ';
  return Array.from(key).length === 1 && !/[\p{Cc}\p{Cf}]/u.test(key) ? key : undefined;
}

const shown: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: '⏎',
  escape: 'Esc',
  space: 'Space',
  tab: 'Tab',
  'shift+tab': '⇧Tab',
  backspace: '⌫',
};

/** A key as help shows it: `⏎`, `^P`. */
export function showKey(key: string): string {
  return shown[key] ?? (key.startsWith('ctrl+') ? `^${key.slice(5).toUpperCase()}` : key);
}
