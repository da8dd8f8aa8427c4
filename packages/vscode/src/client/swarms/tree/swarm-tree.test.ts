import { afterAll, describe, expect, it, vi } from 'vitest';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { manualClock } from '../../../../../core/src/clock/manual-clock.ts';
import { day, noon } from '../../../testing/documents.ts';
import { engineSight, fakeEngine, fakeLab, labSight, nodeSight } from '../../../testing/fake-swarm.ts';
import type { FakeSwarm } from '../../../testing/fake-swarm.ts';
import type { ShownSwarm, Swarms } from '../../engines/shown-swarm.ts';
import type { TreeElement } from './element.ts';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: readonly unknown[]) =>
      text.replaceAll(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
  },
}));
vi.resetModules();
const { SwarmTree } = await import('./swarm-tree.ts');
// Other tests have an editor of their own.
afterAll(() => vi.resetModules());

function node(id: string, wishes: Partial<NodeSight> = {}): NodeSight {
  const certificate = {
    notBefore: noon,
    notAfter: noon + 90 * day,
    renewFrom: noon + 45 * day,
    renewUntil: noon + 72 * day,
    serial: '01',
  };
  return nodeSight({ id, certificate, ...wishes });
}

/** A tree as VS Code would draw it. @param isOpen whether somebody has opened it; everything, if it is left out */
function drawn(shown: readonly FakeSwarm[], isOpen: (element: TreeElement) => boolean = () => true) {
  const clock = manualClock(noon);
  const listeners = new Set<() => void>();
  const swarms = {
    all: shown as readonly ShownSwarm[],
    onDidChange: (listener: () => void) => {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    find: (id: string) => swarms.all.find((each) => each.id === id),
  };
  const changed: (readonly TreeElement[] | undefined)[] = [];
  const tree = new SwarmTree(swarms as unknown as Swarms, clock, {
    changed: (elements) => changed.push(elements),
    looked: () => undefined,
  });
  const open = (element?: TreeElement): readonly TreeElement[] =>
    tree.childrenOf(element).flatMap((child) => {
      const isLeaf = tree.rowOf(child)?.state === 'leaf';
      return isLeaf || !isOpen(child) ? [child] : [child, ...open(child)];
    });
  const news = (): readonly (string | undefined)[] =>
    changed.splice(0).flatMap((elements) => elements?.map(({ id }) => id.split('#').at(-1)) ?? [undefined]);
  const set = (all: readonly FakeSwarm[]): void => {
    swarms.all = all;
    for (const listener of listeners) listener();
  };
  tree.show(true);
  const elements = open();
  clock.advance(1_000);
  for (const each of elements) tree.rowOf(each);
  news();
  return { clock, tree, elements, open, news, set };
}

describe('the tree', () => {
  it('says of a change only what it has changed, by the objects that were handed out', () => {
    const lab = fakeLab(labSight([node('a'), node('b'), node('c')]));
    const { clock, elements, open, news } = drawn([lab]);
    lab.show(labSight([node('a'), node('b', { issuance: 'rotate' }), node('c')]));
    clock.advance(250);
    // It stands worse now, so the order of all is another one: they are asked for anew, and are the same objects.
    expect(news()).toEqual(['nodes']);
    const again = open();
    expect(new Set(again)).toEqual(new Set(elements));
    lab.show(labSight([node('a', { leader: true }), node('b', { issuance: 'rotate' }), node('c')]));
    clock.advance(250);
    expect(news()).toEqual(['node:a']);
    clock.advance(2_000);
    expect(news()).toEqual([]);
  });

  it('gathers what happens in a hurry to a few looks in a second', () => {
    const lab = fakeLab(labSight([node('a')]));
    const { clock, tree, news } = drawn([lab]);
    let looks = 0;
    for (let at = 0; at < 1_000; at++) {
      lab.show(labSight([node('a', { name: `a${at}` })]));
      clock.advance(1);
      looks += news().length;
      for (const each of tree.childrenOf(undefined)) tree.rowOf(each);
    }
    expect(looks).toBeLessThanOrEqual(4);
    expect(looks).toBeGreaterThan(0);
  });

  it('watches Docker’s engines only while they are open and the view is seen', () => {
    const engine = fakeEngine(engineSight([node('a')]));
    const { clock, tree, elements, news } = drawn([engine]);
    const [root] = elements;
    if (root === undefined) throw new Error('it is shown');
    expect(engine.listeners).toBe(1);
    tree.opened(root, false);
    expect(engine.listeners).toBe(0);
    clock.advance(1_000);
    expect(news()).toEqual(['context:default']);
    expect(tree.rowOf(root)?.description).toMatch(/not connected$/);
    tree.opened(root, true);
    tree.show(false);
    expect([engine.listeners, clock.pending > 1]).toEqual([0, false]);
    clock.advance(1_000);
    news();
    expect(clock.pending).toBe(0);
    tree.show(true);
    expect(engine.listeners).toBe(1);
    tree.dispose();
    expect([engine.listeners, clock.pending]).toEqual([0, 0]);
  });

  it('dials none that was never opened', () => {
    const engine = fakeEngine();
    const { clock, tree, elements } = drawn([engine], () => false);
    clock.advance(60_000);
    expect([elements.length, engine.listeners]).toEqual([1, 0]);
    tree.dispose();
  });

  it('shows that time has passed, by one timer until then', () => {
    const engine = fakeEngine(engineSight([node('a')]));
    const { clock, tree, elements, news } = drawn([engine]);
    const leaf = elements.find(({ kind }) => kind === 'node');
    if (leaf === undefined) throw new Error('it is shown');
    expect(tree.rowOf(leaf)?.description).toContain('89 days left');
    expect(clock.pending).toBe(1);
    clock.advance(day - 1_000);
    expect(news()).toEqual([]);
    clock.advance(2_000);
    expect(news()).toEqual(['node:a']);
    expect(tree.rowOf(leaf)?.description).toContain('88 days left');
    clock.advance(46 * day);
    expect(news()).not.toEqual([]);
    expect(tree.rowOf(leaf)?.description).toContain('renews soon');
    tree.dispose();
  });

  it('takes no timer for a lab whose time stands still', () => {
    const sight = labSight([node('a')]);
    const paused = sight.lab && { ...sight, lab: { ...sight.lab, clock: { ...sight.lab.clock, Paused: true } } };
    const { clock, tree } = drawn([fakeLab(paused)]);
    clock.advance(1_000);
    expect(clock.pending).toBe(0);
    tree.dispose();
  });

  it('is drawn anew when other engines are shown, and forgets those that are not', () => {
    const [one, two] = [fakeLab(labSight([node('a')])), fakeLab(labSight([node('b')]), '/home/me/two')];
    const { tree, elements, news, set } = drawn([one]);
    set([two, one]);
    expect(news()).toEqual([undefined]);
    expect(tree.childrenOf(undefined).map(({ id }) => id)).toEqual([two.id, one.id]);
    expect(tree.childrenOf(undefined)).toContain(elements[0]);
    set([two]);
    expect([one.listeners, two.listeners]).toEqual([0, 1]);
    tree.childrenOf(undefined);
    for (const each of elements) expect(tree.rowOf(each)).toBeUndefined();
    tree.dispose();
  });

  it('asks for a page of 10,000 nodes and no more when one of them changes', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => node(`n${at}`));
    const lab = fakeLab(labSight(many));
    const { clock, tree, elements, news } = drawn([lab], (each) => each.kind !== 'page' || each.from === 0);
    expect(elements.filter(({ kind }) => kind === 'node')).toHaveLength(200);
    lab.show(labSight(many.map((each, at) => (at === 5 ? { ...each, leader: true } : each))));
    clock.advance(250);
    expect(news()).toEqual(['node:n5']);
    tree.dispose();
  });
});
