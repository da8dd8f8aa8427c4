import type { LifeView } from '../../shared/file-view.ts';
import type { ViewerWords } from '../../shared/viewer-messages.ts';
import { element, filled } from '../dom.ts';

/** Where a moment lies between others, in percent, within bounds. Times are ms since epoch. */
function shareOf(time: number, from: number, until: number): number {
  return until <= from ? 100 : Math.min(100, Math.max(0, ((time - from) / (until - from)) * 100));
}

/** From when until when, how much of that is over, and when it is renewed. As time passes, whoever draws it draws it anew. */
export function lifeBar(life: LifeView, words: ViewerWords, now = Date.now()): HTMLElement {
  const { from, until, fromText, untilText, renewal, tone } = life;
  const share = shareOf(now, from, until);
  const told = [
    filled(words.life, fromText, untilText, Math.floor(share)),
    ...(renewal === undefined ? [] : [filled(words.lifeRenewal, renewal.text)]),
  ].join(' ');
  const over = element('div', { class: `over ${tone}` });
  over.style.width = `${share}%`;
  const track = element('div', {
    class: 'track',
    role: 'img',
    title: told,
    attributes: { 'aria-label': told },
    children: [over],
  });
  const marks = element('div', { class: 'marks', attributes: { 'aria-hidden': 'true' } });
  if (renewal !== undefined) {
    const [start, end] = [shareOf(renewal.from, from, until), shareOf(renewal.until, from, until)];
    const band = element('div', { class: 'renewal' });
    band.style.left = `${start}%`;
    band.style.width = `${end - start}%`;
    track.append(band);
    const label = element('span', { class: 'muted', text: words.renewalWindow });
    label.style.left = `${(start + end) / 2}%`;
    marks.append(label);
  }
  if (share > 0 && share < 100) {
    const needle = element('div', { class: 'now', title: words.now });
    needle.style.left = `${share}%`;
    track.append(needle);
  }
  return element('figure', {
    class: 'life',
    children: [
      renewal === undefined ? undefined : marks,
      track,
      element('figcaption', {
        attributes: { 'aria-hidden': 'true' },
        children: [element('span', { text: fromText }), element('span', { text: untilText })],
      }),
    ],
  });
}
