import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../../../core/src/inspect/testing/texts.ts';
import { clientCommands } from '../../shared/protocol.ts';
import type { View } from '../../shared/view-uri.ts';
import { noon, opened, pages, smallSwarm, token, whole } from '../../testing/documents.ts';
import { codeActions } from './code-actions.ts';
import { diagnostics } from './diagnostics.ts';
import { foldingRanges } from './folding.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlay-hints.ts';
import { codeLenses } from './lenses.ts';
import { definition, references } from './navigation.ts';
import { selectionRanges } from './selection-ranges.ts';
import { semanticTokens } from './semantic-tokens.ts';
import { documentSymbols, flatSymbols } from './symbols.ts';
import { viewText } from './views.ts';
import { workspaceSymbols } from './workspace-symbols.ts';

const commands = new Set<string>(Object.values(clientCommands));

describe('any text', async () => {
  const { leaf, root, key } = await smallSwarm();
  const good = fc.constantFrom(leaf, root, key, `${token}\n`);
  const mixed = fc.array(fc.oneof(anyText, good), { maxLength: 6 }).map((parts) => parts.join(''));

  it('is answered by every feature, with ranges inside of it', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, fc.nat(), async (text, place) => {
        const { workspace, document, picture } = opened({ 'file:///a/b.pem': text, 'file:///a/root.pem': root });
        const position = document.positionAt(place % (text.length + 1));
        const answers: unknown[] = [
          await hover(document, picture, position, { now: noon, markdown: true }),
          inlayHints(document, whole(document), noon),
          documentSymbols(document, noon),
          flatSymbols(document, noon),
          foldingRanges(document),
          codeLenses(document, commands),
          diagnostics(picture, document.name, pages),
          codeActions(document, picture, whole(document), { commands, createsFiles: true }),
        ];
        definition(document, picture, position);
        references(document, picture, position);
        selectionRanges(document, [position]);
        semanticTokens(document, undefined, noon);
        workspaceSymbols(picture, 'a');
        for (const kind of ['decoded', 'chain', 'verdict'] as const) {
          await viewText(workspace, { kind, of: { uri: document.uri, position } } satisfies View, noon);
        }
        const last = document.positionAt(text.length).line;
        const lines = JSON.stringify(answers).matchAll(/"line":(\d+)/g);
        for (const [, line] of lines) expect(Number(line)).toBeLessThanOrEqual(Math.max(last, root.split('\n').length));
      }),
      { numRuns: 150 },
    );
  });
});
