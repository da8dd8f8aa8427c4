/** What a piece of text means; a theme says how that looks. Nothing is said by colour alone. */
const tones = ['plain', 'muted', 'strong', 'accent', 'good', 'warn', 'bad', 'busy', 'border', 'selected'] as const;
export type Tone = (typeof tones)[number];

/** As Ink's `Text` takes it. */
export interface Look {
  readonly color?: string;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly inverse?: boolean;
}

export type Theme = Readonly<Record<Tone, Look>>;

const dark: Theme = {
  plain: {},
  muted: { color: 'gray' },
  strong: { bold: true },
  accent: { color: 'cyan' },
  good: { color: 'green' },
  warn: { color: 'yellow' },
  bad: { color: 'redBright', bold: true },
  busy: { color: 'magentaBright' },
  border: { color: 'gray' },
  selected: { inverse: true },
};

/** The terminal's own colours on white paper: yellow and bright ones cannot be read there. */
const light: Theme = {
  ...dark,
  accent: { color: 'blue' },
  warn: { color: '#8a5a00' },
  bad: { color: 'red', bold: true },
  busy: { color: 'magenta' },
};

/** Of Okabe and Ito's palette, which all kinds of eyes can tell apart. */
const colourBlind: Theme = {
  ...dark,
  accent: { color: '#56b4e9' },
  good: { color: '#56b4e9' },
  warn: { color: '#e69f00' },
  bad: { color: '#d55e00', bold: true },
  busy: { color: '#cc79a7' },
};

const none: Theme = {
  plain: {},
  muted: {},
  strong: { bold: true },
  accent: { bold: true },
  good: {},
  warn: { bold: true },
  bad: { bold: true },
  busy: {},
  border: {},
  selected: { inverse: true },
};

export const themes = { dark, light, 'colour-blind': colourBlind, none } as const;
export type ThemeName = keyof typeof themes;

/** The theme to begin with. @param environment `NO_COLOR` (no-color.org), `COLORFGBG` of some terminals */
export function initialTheme(environment: NodeJS.ProcessEnv): ThemeName {
  const { NO_COLOR: noColour = '', COLORFGBG: colours = '', TERM: terminal = '' } = environment;
  if (noColour !== '' || terminal === 'dumb') return 'none';
  const background = Number(colours.split(';').at(-1) || '0');
  return background === 7 || background === 15 ? 'light' : 'dark';
}
