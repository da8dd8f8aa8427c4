import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '@swarmpki/core/commands';
import { contextValues, viewItem } from '../swarms/context-values.ts';
import type { Flag } from '../swarms/context-values.ts';
import { named } from './run/call.ts';
import { offers, withheld } from './offers.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8'));
const manifest = read('package.json') as {
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly icon?: string;
      readonly enablement?: string;
    }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command: string; readonly when: string; readonly group?: string }[]>
    >;
  };
};
const texts = read('package.nls.json') as Readonly<Record<string, string>>;
const actions = commands.flatMap((command) => command.actions.map((action) => ({ action, command })));
const tree = manifest.contributes.menus['view/item/context'] ?? [];

describe('each action of the registry', () => {
  it('is offered in VS Code, or left out with a reason, and nothing else is either', () => {
    const known = actions.map(({ action }) => action.id);
    const told = [...offers.map(({ action }) => action), ...Object.keys(withheld)];
    expect(told.toSorted()).toEqual(known.toSorted());
    for (const reason of Object.values(withheld)) expect(reason.split(' ').length).toBeGreaterThan(4);
  });

  it.each(offers)('has a command with its own title: $action', ({ action: id, asks = [], next }) => {
    const { action, command } = named(id);
    const contributed = manifest.contributes.commands.find((each) => each.command === `swarmpki.${id}`);
    expect(texts[contributed?.title.replaceAll('%', '') ?? '']).toBe(action.title);
    for (const flag of asks) expect(Object.keys(command.flags)).toContain(flag);
    if (next !== undefined) expect(offers.map((offer) => offer.action)).toContain(next({ autolock: 'true' }));
  });
});

/** Commands that read, and show what they have read: all others act. */
const reading: ReadonlySet<string> = new Set([
  'swarmpki.explainJoinToken',
  'swarmpki.openSample',
  'swarmpki.restartServer',
  'swarmpki.openView',
  'swarmpki.copyFingerprint',
  'swarmpki.compareWith',
  'swarmpki.openInViewer',
  'swarmpki.openAsText',
  'swarmpki.showStandings',
  'swarmpki.verifyChain',
  'swarmpki.compareCertificates',
]);

it('what acts is neither in the palette nor in a menu in Restricted Mode, and what reads is', () => {
  for (const { command, enablement } of manifest.contributes.commands) {
    expect([command, enablement]).toEqual([command, reading.has(command) ? undefined : 'isWorkspaceTrusted']);
  }
});

/** As VS Code reads the conditions that stand here: of negations, and of patterns of `viewItem`. */
function isMet(when: string, item: string): boolean {
  return when.split(' && ').every((part) => {
    const [, not, pattern = ''] = /^(!\()?viewItem =~ \/(.*)\/\)?$/.exec(part) ?? [];
    expect(pattern).not.toBe('');
    return new RegExp(pattern).test(item) === (not === undefined);
  });
}

const shownFor = (item: string, group = ''): readonly string[] =>
  tree
    .filter((each) => isMet(each.when, item) && (each.group ?? '').startsWith(group))
    .map(({ command }) => command.slice('swarmpki.'.length));

describe('menus of the tree', () => {
  const onEngines: readonly (readonly Flag[])[] = [
    ['manager'],
    ['empty'],
    ['locked'],
    ['worker', 'here', 'cut', 'silenced', 'stopped'],
    ['manager', 'leader'],
    ['lab'],
  ];

  it('offer nothing on a real engine that only a lab can do', () => {
    const kinds = [contextValues.engine, contextValues.engineNode];
    const shown = kinds.flatMap((kind) => onEngines.flatMap((flags) => shownFor(viewItem(kind, flags))));
    expect(shown).toContain('swarm.ca.rotate');
    const labOnly = shown.filter(
      (id) => offers.some(({ action }) => action === id) && named(id).command.labOnly === true,
    );
    expect(labOnly).toEqual([]);
  });

  it.each<readonly [string, readonly Flag[], string]>([
    [contextValues.rootCA, [], 'swarm.ca.rotate'],
    [contextValues.workerToken, [], 'swarm.join-token'],
    [contextValues.lab, ['manager'], 'node.add openTerminal'],
    [contextValues.engine, ['manager', 'attached'], 'openTerminal'],
    [contextValues.engine, ['lost'], 'refresh openTerminal'],
    [contextValues.stoppedLab, [], 'startLab'],
    [contextValues.labNode, ['worker', 'here'], 'node.renew'],
    [contextValues.labNode, ['worker', 'stopped'], 'node.start'],
    [contextValues.labNode, ['worker', 'here', 'cut'], 'node.renew node.heal'],
    [contextValues.clock, ['running'], 'lab.clock.pause lab.clock.jump'],
    [contextValues.clock, ['paused'], 'lab.clock.resume lab.clock.jump'],
    [contextValues.engineNode, ['worker'], ''],
  ])('have within reach what is mostly wanted: %s %s', (kind, flags, wanted) => {
    expect(shownFor([kind, ...flags].join(' '), 'inline').join(' ')).toBe(wanted);
  });

  it('offer for a node what fits it', () => {
    const manager = shownFor(viewItem(contextValues.engineNode, ['manager']));
    expect(manager).toEqual(['node.demote', 'node.rm']);
    expect(shownFor(viewItem(contextValues.labNode, ['manager', 'leader', 'here']))).not.toContain('node.rm');
    expect(shownFor(viewItem(contextValues.labNode, ['worker', 'here']))).not.toContain('node.heal');
  });

  it('offer nothing twice', () => {
    const rows = tree.map((each) => JSON.stringify(each));
    expect(rows).toEqual([...new Set(rows)]);
  });

  it('name commands that there are, and those in a line with an icon', () => {
    const all = new Map(manifest.contributes.commands.map((each) => [each.command, each]));
    for (const { command, group = '' } of tree) {
      expect(all.has(command)).toBe(true);
      if (group.startsWith('inline') && command.startsWith('swarmpki.swarm'))
        expect(all.get(command)?.icon).toBeDefined();
    }
  });
});
