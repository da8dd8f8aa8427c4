import { expect, it } from 'vitest';
import { commandOf, isLabOnly } from '../../packages/tui/src/app/bindings.ts';
import { globalBindings } from '../../packages/tui/src/app/global.ts';
import type { Binding } from '../../packages/tui/src/app/screen.ts';
import { screens } from '../../packages/tui/src/screens/index.ts';
import { showKey } from '../../packages/tui/src/term/keys.ts';

/** All keys with what they do, by the data that they are dispatched by. */
function keysDocument(): string {
  const parts = [
    '# Keys',
    'Made by `npm run docs` from the bindings in `packages/tui/src`; change it there. `?` shows those that work where you are, `:` finds them by name.',
    '## On every screen',
    listOf(globalBindings),
    ...screens.flatMap(({ id, tab, bindings }) => [
      `## ${tab === undefined ? id : `${tab.title} (${tab.number})`}`,
      listOf(bindings),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function listOf(bindings: readonly Binding[]): string {
  return bindings.map(lineOf).join('\n');
}

function lineOf(binding: Binding): string {
  const command = commandOf(binding);
  const keys =
    binding.keys.length === 0 ? '(in the palette)' : binding.keys.map((key) => `\`${showKey(key)}\``).join(' ');
  const runs = command === undefined ? '' : `: \`swarmpki ${command.name}\``;
  return `- ${keys} ${binding.about}${runs}${isLabOnly(binding) ? ' (labs alone)' : ''}`;
}

it('the keys are written down as they are: `npm run docs` does it', async () => {
  await expect(keysDocument()).toMatchFileSnapshot('../../docs/keys.md');
});
