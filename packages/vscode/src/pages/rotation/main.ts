import type { FromPage, ToPage } from '../../shared/rotation-messages.ts';
import { become, element } from '../dom.ts';
import { contentsOf } from './render.ts';
import { RowWalk } from './walk-rows.ts';

declare function acquireVsCodeApi(): {
  readonly postMessage: (message: FromPage) => void;
  readonly setState: (kept: Pick<ToPage, 'swarm'>) => void;
};

const { postMessage: send, setState: keep } = acquireVsCodeApi();
const page = document.querySelector<HTMLElement>('#page');
const rows = page === null ? undefined : new RowWalk(page);

addEventListener('message', ({ data: { swarm, page: shown } }: MessageEvent<ToPage>) => {
  keep({ swarm });
  const { activeElement: focused } = document;
  const made = element('main', { attributes: { id: 'page', tabindex: '-1' }, children: contentsOf(shown) });
  if (page === null) return;
  become(page, made);
  rows?.refresh();
  // What was moved has lost its focus; what is gone leaves it to the page.
  if (focused === document.activeElement || !(focused instanceof HTMLElement)) return;
  (focused.isConnected ? focused : page).focus({ preventScroll: true });
});

page?.addEventListener('click', ({ target }) => {
  const pressed = target instanceof Element ? target.closest<HTMLElement>('button[data-deed]') : null;
  if (pressed === null) return;
  const { deed, node, group } = pressed.dataset;
  // It is read as whatever it is where it arrives.
  send({ type: 'act', deed, node, group } as FromPage);
});

send({ type: 'ready' });
