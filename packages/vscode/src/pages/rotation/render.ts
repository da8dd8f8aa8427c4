import type {
  Bar,
  Blocker,
  Lines,
  PageButton,
  Phase,
  RotationPage,
  Row,
  Tone,
} from '../../shared/rotation-messages.ts';
import { element, sentence } from '../dom.ts';

/** All that is shown. */
export function contentsOf(page: RotationPage): readonly (HTMLElement | undefined)[] {
  const { phases, bars, blockers, nodes } = page;
  return [
    element('p', { class: 'heard', text: page.announcement, role: 'status' }),
    headerOf(page),
    page.notice === '' ? undefined : element('p', { class: 'notice', text: page.notice, attributes: key('notice') }),
    linesOf('changed', page.changed),
    section('blockers', blockers.title, blockers.list.length, [
      element('ul', { children: blockers.list.map(blockerOf) }),
    ]),
    section('phases', phases.title, phases.list.length, [
      element('ol', { children: phases.list.map(phaseOf) }),
      bars.length === 0 ? undefined : element('div', { class: 'bars', children: bars.map(barOf) }),
    ]),
    element('div', {
      class: 'beside',
      attributes: key('beside'),
      children: [linesOf('trusted', page.trusted), linesOf('next', page.next)],
    }),
    section('nodes', nodes.title, nodes.rows.length, [
      tableOf(nodes),
      nodes.more === '' ? undefined : element('p', { class: 'muted more', text: nodes.more }),
    ]),
  ];
}

const key = (name: string): Readonly<Record<string, string>> => ({ 'data-key': name });

function headerOf({ name, place, tone, title, detail, buttons }: RotationPage): HTMLElement {
  return element('header', {
    class: tone,
    attributes: key('header'),
    children: [
      element('h1', { text: name }),
      element('p', { class: 'muted place', text: place }),
      element('p', { class: 'title', children: [sign(tone), element('span', { text: title })] }),
      element('p', { class: 'detail', text: detail }),
      buttonsOf(buttons),
    ],
  });
}

/** The word that goes with it stands beside it. */
function sign(tone: Tone): HTMLElement {
  return element('span', { class: `sign ${tone}`, attributes: { 'aria-hidden': 'true' } });
}

/** A part of the page with its heading, by which it is called; left out where there is nothing in it. */
function section(
  name: string,
  title: string,
  count: number,
  children: readonly (HTMLElement | undefined)[],
): HTMLElement | undefined {
  if (count === 0) return undefined;
  return element('section', {
    class: name,
    attributes: { ...key(name), 'aria-labelledby': `heading-${name}` },
    children: [element('h2', { text: title, attributes: { id: `heading-${name}` } }), ...children],
  });
}

function linesOf(name: string, { title, lines }: Lines): HTMLElement | undefined {
  const list = element('ul', { children: lines.map((line) => element('li', { children: sentence(line) })) });
  return section(name, title, lines.length, [list]);
}

function phaseOf({ title, detail, state, stateText }: Phase): HTMLElement {
  return element('li', {
    class: state,
    attributes: state === 'now' ? { 'aria-current': 'step' } : {},
    children: [
      element('span', { class: 'name', text: title }),
      element('span', { class: 'state', text: stateText }),
      element('span', { class: 'muted', text: detail }),
    ],
  });
}

function barOf({ label, amount, total, text }: Bar): HTMLElement {
  const progress = element('progress', {
    role: 'progressbar',
    attributes: {
      value: String(amount),
      max: String(Math.max(1, total)),
      'aria-label': label,
      'aria-valuemin': '0',
      'aria-valuenow': String(amount),
      'aria-valuemax': String(total),
      'aria-valuetext': text,
    },
  });
  const aside = { 'aria-hidden': 'true' };
  return element('div', {
    class: 'bar',
    children: [
      element('span', { text: label, attributes: aside }),
      progress,
      element('span', { class: 'amount', text, attributes: aside }),
    ],
  });
}

function blockerOf({ key: name, title, names, cure, buttons }: Blocker): HTMLElement {
  return element('li', {
    attributes: key(name),
    children: [
      element('p', { class: 'name', children: [sign('blocked'), element('span', { text: title })] }),
      names === '' ? undefined : element('p', { class: 'muted', text: names }),
      element('p', { children: sentence(cure) }),
      buttonsOf(buttons),
    ],
  });
}

function buttonsOf(buttons: readonly PageButton[]): HTMLElement | undefined {
  return buttons.length === 0 ? undefined : element('div', { class: 'actions', children: buttons.map(buttonOf) });
}

/** What it does is asked for where the page listens. */
function buttonOf({ deed, node, group, label, about, isPrimary }: PageButton): HTMLElement {
  return element('button', {
    class: isPrimary ? 'button primary' : 'button',
    text: label,
    attributes: {
      type: 'button',
      'aria-label': about,
      'data-deed': deed,
      'data-key': [deed, node, group].join(' '),
      ...(node !== undefined && { 'data-node': node }),
      ...(group !== undefined && { 'data-group': group }),
    },
  });
}

function tableOf({ headings, rows }: RotationPage['nodes']): HTMLElement {
  const head = headings.map((heading) => element('th', { text: heading, attributes: { scope: 'col' } }));
  return element('table', {
    // Its rows are walked through.
    role: 'grid',
    attributes: { 'aria-labelledby': 'heading-nodes' },
    children: [
      element('thead', { children: [element('tr', { children: head })] }),
      element('tbody', { children: rows.map(rowOf) }),
    ],
  });
}

function rowOf({ id, name, role, issuer, trusts, tone, state, error, buttons }: Row): HTMLElement {
  return element('tr', {
    attributes: key(id),
    children: [
      element('th', { text: name, attributes: { scope: 'row' } }),
      element('td', { text: role }),
      element('td', { class: 'root', text: issuer }),
      element('td', { class: 'root', text: trusts }),
      element('td', {
        children: [
          element('span', { class: 'standing', children: [sign(tone), element('span', { text: state })] }),
          error === '' ? undefined : element('span', { class: 'muted error', text: error }),
          buttonsOf(buttons),
        ],
      }),
    ],
  });
}
