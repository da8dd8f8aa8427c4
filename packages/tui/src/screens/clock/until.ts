import type { Deeds } from '../../app/deeds.ts';
import { eventWords } from '../../app/explain/events.ts';
import { edit } from '../../app/field.ts';
import type { Overlay } from '../../app/state.ts';

type Choices = Extract<Overlay, { kind: 'choose' }>['choices'];

/** Lets one choose at what lab time is to stop by itself, and lets it run. */
export function chooseUntil(app: Deeds): void {
  const until = (stop: string) => (): void => void app.jobs.run(['clock', 'until', stop.trim()]);
  const write = (text: string) => (): void =>
    edit(app, { label: 'until', text, onEnter: (stop) => void app.jobs.run(['clock', 'until', stop.trim()]) });
  const events = Object.entries(eventWords)
    .filter(([event]) => event !== 'clock-stopped')
    .map(([event, { word }]) => ({ title: event, about: `“${word}” on screen 5`, choose: until(`event=${event}`) }));
  show(app, 'Let lab time run until', [
    { title: 'the next renewal', about: 'of whichever node', choose: until('renewal') },
    { title: 'the renewal of one node', about: 'write its name or id', choose: write('renewal=') },
    { title: 'the next expiry', about: 'just before: at its last moment', choose: until('expiry') },
    { title: 'the expiry of one node', about: 'write its name or id', choose: write('expiry=') },
    { title: 'the end of a rotation', about: 'completed or aborted', choose: until('rotation') },
    { title: 'a refusal', about: 'no certificate could be signed', choose: until('event=certificate-failed') },
    { title: 'a node that goes or comes', about: 'as managers see it', choose: until('event=node-status') },
    { title: 'another event', about: 'one of a list', choose: () => show(app, 'Let lab time run until', events) },
    { title: 'a moment', about: 'a date, or how long from now: 2027-02-01, 7d', choose: write('') },
  ]);
}

function show(app: Deeds, title: string, choices: Choices): void {
  app.store.update((state) => ({ ...state, overlay: { kind: 'choose', title, choices, selected: 0 } }));
}
