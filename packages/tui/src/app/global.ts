import { themes } from '../theme/theme.ts';
import type { ThemeName } from '../theme/theme.ts';
import type { Binding, View } from './screen.ts';
import { explainLevels } from './state.ts';
import { trustByPalette } from './to-trust.ts';

const next = <Value>(values: readonly Value[], value: Value): Value =>
  values[(values.indexOf(value) + 1) % values.length] ?? value;

const speeds = [1, 60, 3_600, 86_400] as const;
const lab = ({ state }: View<unknown>) => state.sight?.lab?.clock;

/** The next speed from the present one on. */
function nextSpeed(view: View<unknown>, step: 1 | -1): number | undefined {
  const speed = lab(view)?.Speed ?? 1;
  return step > 0 ? speeds.find((one) => one > speed) : speeds.findLast((one) => one < speed);
}

/** Keys of all screens. */
export const globalBindings: readonly Binding[] = [
  {
    id: 'screen.jump',
    title: 'screens',
    about: 'Go to the screen of that number',
    keys: ['1', '2', '3', '4', '5', '6', '7'],
    section: 'everywhere',
    run: (_, app, key) => app.jump(Number(key)),
  },
  {
    id: 'clock.open',
    title: 'clock',
    about: 'Show lab time, and move it ahead',
    keys: ['t'],
    section: 'everywhere',
    weight: 2.5,
    labOnly: true,
    possible: (view) => lab(view) !== undefined && view.where.screen !== 'clock',
    run: (_, app) => app.open({ screen: 'clock' }),
  },
  {
    id: 'clock.run',
    title: 'run or pause',
    about: 'Let lab time stand still, or go on',
    keys: ['space'],
    section: 'everywhere',
    labOnly: true,
    possible: (view) => lab(view) !== undefined && !view.state.readOnly,
    run: (view, app) => void app.jobs.run(['clock', lab(view)?.Paused === true ? 'resume' : 'pause']),
  },
  {
    id: 'clock.faster',
    title: 'faster',
    about: 'Let lab time pass faster: a minute, an hour, a day a second',
    keys: ['+'],
    section: 'everywhere',
    command: 'clock speed',
    words: (view) => speedWords(nextSpeed(view, 1)),
  },
  {
    id: 'clock.slower',
    title: 'slower',
    about: 'Let lab time pass slower',
    keys: ['-'],
    section: 'everywhere',
    command: 'clock speed',
    words: (view) => speedWords(nextSpeed(view, -1)),
  },
  {
    id: 'engine.attach',
    title: 'attach',
    about: 'Attach to another engine: one of Docker’s contexts, or the lab',
    keys: [],
    section: 'everywhere',
    possible: ({ where }) => where.screen !== 'init',
    run: (_, app) => void app.chooseEngine(),
  },
  {
    id: 'help',
    title: 'help',
    about: 'Show the keys of this screen',
    keys: ['?'],
    section: 'everywhere',
    weight: 1,
    run: (_, app) =>
      app.store.update((state) => ({ ...state, overlay: { kind: 'help', filter: '', top: 0 }, toast: undefined })),
  },
  {
    id: 'palette',
    title: 'command',
    about: 'Find a command by a part of its name, or write one as on a shell',
    keys: [':', 'ctrl+p'],
    section: 'everywhere',
    weight: 2,
    run: (_, app) =>
      app.store.update((state) => ({
        ...state,
        overlay: { kind: 'palette', text: '', selected: 0 },
        toast: undefined,
      })),
  },
  {
    id: 'explain',
    title: 'explanations',
    about: 'Explain what is to be seen: briefly, at length, or not at all',
    keys: ['i'],
    section: 'everywhere',
    run: (_, app) => app.store.update((state) => ({ ...state, explain: next(explainLevels, state.explain) })),
  },
  {
    id: 'theme',
    title: 'colours',
    about: 'Dark, light, for all kinds of eyes, or none',
    keys: ['ctrl+t'],
    section: 'everywhere',
    run: (_, app) =>
      app.store.update((state) => {
        const theme = next(Object.keys(themes) as ThemeName[], state.theme);
        return { ...state, theme, toast: { tone: 'plain', text: `colours: ${theme}` } };
      }),
  },
  trustByPalette,
  {
    id: 'redraw',
    title: 'redraw',
    about: 'Draw the whole screen anew',
    keys: ['ctrl+l'],
    section: 'everywhere',
    run: (_, app) => app.redraw(),
  },
  {
    id: 'suspend',
    title: 'suspend',
    about: 'Give the terminal back to the shell; `fg` comes back here',
    keys: ['ctrl+z'],
    section: 'everywhere',
    run: (_, app) => app.suspend(),
  },
  {
    id: 'back',
    title: 'back',
    about: 'Go back where you came from',
    keys: ['escape'],
    section: 'everywhere',
    possible: ({ state }) => state.way.length > 1,
    weight: 3,
    run: (_, app) => void app.back(),
  },
  {
    id: 'quit',
    title: 'quit',
    about: 'Leave; the swarm goes on',
    keys: ['q'],
    section: 'everywhere',
    weight: 0,
    run: (_, app) => {
      if (!app.back()) app.quit();
    },
  },
];

function speedWords(speed: number | undefined): readonly string[] | undefined {
  return speed === undefined ? undefined : [String(speed)];
}
