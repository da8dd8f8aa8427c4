import type { Deeds } from '../../app/deeds.ts';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import type { Binding, View } from '../../app/screen.ts';
import { scrolled } from '../../app/scroll.ts';
import { ownOf, tabs } from './own.ts';
import type { Own } from './own.ts';

const id = 'node';

/** The node that the screen is about. */
export function nodeOf({ state, where }: View<Own>): NodeSight | undefined {
  return where.subject === undefined ? undefined : state.sight?.nodes.get(where.subject);
}

const chainOf = ({ own, where }: View<Own>): Own['chain'] => ownOf(own, where.subject).chain;

const when =
  (is: (node: NodeSight) => boolean) =>
  (view: View<Own>): readonly string[] | undefined => {
    const node = nodeOf(view);
    return node !== undefined && is(node) ? [node.id] : undefined;
  };

const turn = (app: Deeds, step: number): void =>
  app.change<Own>(id, (own) => ({
    ...own,
    top: 0,
    tab: tabs.at((tabs.indexOf(own.tab) + step) % tabs.length) ?? own.tab,
  }));

export const bindings: readonly Binding<Own>[] = [
  {
    id: 'node.tab',
    title: 'tab',
    about: 'To the next tab, or the one before',
    keys: ['tab', ']', 'right', 'shift+tab', '[', 'left'],
    section: 'move',
    weight: 10,
    run: (_, app, key) => turn(app, ['tab', ']', 'right'].includes(key) ? 1 : -1),
  },
  {
    id: 'node.scroll',
    title: 'scroll',
    about: 'Up or down in what is shown',
    keys: ['up', 'k', 'down', 'j', 'pageup', 'pagedown', 'g'],
    section: 'move',
    run: ({ state }, app, key) => {
      const page = Math.max(1, state.size.rows - 8);
      const step =
        { up: -1, k: -1, down: 1, j: 1, pageup: -page, pagedown: page, g: Number.NEGATIVE_INFINITY }[key] ?? 0;
      app.change<Own>(id, (own) => ({ ...own, top: scrolled(app, own.top, step) }));
    },
  },
  {
    id: 'node.copy',
    title: 'copy PEM',
    about: 'Copy the certificates that it sends, in PEM',
    keys: ['y'],
    section: 'look',
    weight: 6,
    possible: (view) => chainOf(view).length > 0,
    run: (view, app) =>
      app.copy(
        chainOf(view)
          .map(({ pem }) => pem)
          .join(''),
        'its chain',
      ),
  },
  {
    id: 'node.connect',
    title: 'connections',
    about: 'Let it open mutual TLS to each manager, and hear what both ends say',
    keys: ['c'],
    section: 'look',
    weight: 8,
    labOnly: true,
    possible: (view) => nodeOf(view)?.place === 'here',
    run: (_, app) => app.change<Own>(id, (own) => ({ ...own, tab: 'Connections', top: 0, asked: own.asked + 1 })),
  },
  {
    id: 'node.renew',
    title: 'renew',
    about: 'Let it renew its certificate now',
    keys: ['R'],
    section: 'act',
    weight: 9,
    command: 'node renew',
    words: when(({ place }) => place === 'here'),
  },
  {
    id: 'node.cut',
    title: 'cut off',
    about: 'Cut it off the network',
    keys: ['b'],
    section: 'act',
    weight: 5,
    command: 'node cut',
    words: when(({ place, faults }) => place === 'here' && faults?.Cut !== true),
  },
  {
    id: 'node.heal',
    title: 'connect',
    about: 'Connect it with the network again',
    keys: ['B'],
    section: 'act',
    weight: 5,
    command: 'node heal',
    words: when(({ place, faults }) => place === 'here' && faults?.Cut === true),
  },
  {
    id: 'node.stop',
    title: 'stop',
    about: 'Stop its machine; its disk is kept',
    keys: ['s'],
    section: 'act',
    command: 'node stop',
    words: when(({ place }) => place === 'here'),
  },
  {
    id: 'node.start',
    title: 'start',
    about: 'Start its machine again',
    keys: ['S'],
    section: 'act',
    weight: 7,
    command: 'node start',
    words: when(({ place }) => place === 'stopped'),
  },
  {
    id: 'node.promote',
    title: 'promote',
    about: 'Let it become a manager',
    keys: ['P'],
    section: 'act',
    command: 'node promote',
    words: when(({ desiredRole }) => desiredRole === 'worker'),
  },
  {
    id: 'node.demote',
    title: 'demote',
    about: 'Let it become a worker again',
    keys: ['D'],
    section: 'act',
    command: 'node demote',
    words: when(({ desiredRole }) => desiredRole === 'manager'),
  },
];
