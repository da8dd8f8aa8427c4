import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damagedCertificates } from '../../../../core/src/inspect/testing/hostile-certificates.ts';
import { anyText } from '../../../../core/src/inspect/testing/texts.ts';
import { shapedCertificate } from '../../../../core/src/testing/shaped-certificate.ts';
import { raw } from '../../../../core/src/x509/der-writer.ts';
import { commonName } from '../../../../core/src/x509/name.ts';
import { encodePem } from '../../../../core/src/x509/pem.ts';
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
  const damaged = damagedCertificates.map((der) => encodePem('CERTIFICATE', der));
  const mixed = fc.array(fc.oneof(anyText, good, damaged), { maxLength: 6 }).map((parts) => parts.join(''));

  it('is answered by every feature, with ranges inside of it', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, fc.nat(), async (given, place) => {
        const { workspace, document, picture } = opened({ 'file:///a/b.pem': given, 'file:///a/root.pem': root });
        const position = document.positionAt(place % (given.length + 1));
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
        const of = { uri: document.uri, position };
        const views: readonly View[] = [
          { kind: 'decoded', of },
          { kind: 'chain', of },
          { kind: 'verdict', of },
          { kind: 'comparison', of, with: { uri: 'file:///a/root.pem', position: { line: 0, character: 0 } } },
        ];
        for (const view of views) {
          const text = await viewText(workspace, view, noon);
          expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
        }
        const last = document.positionAt(given.length).line;
        const lines = JSON.stringify(answers).matchAll(/"line":(\d+)/g);
        for (const [, line] of lines) expect(Number(line)).toBeLessThanOrEqual(Math.max(last, root.split('\n').length));
      }),
      { numRuns: 150 },
    );
  });

  it('may have a megabyte of a name in it, of which little is shown', async () => {
    const subject = raw(commonName('[x](command:evil) '.repeat(60_000)));
    const { document, picture, workspace } = opened(encodePem('CERTIFICATE', shapedCertificate({ subject })));
    const position = { line: 0, character: 0 };
    const answers = [
      await hover(document, picture, position, { now: noon, markdown: true }),
      inlayHints(document, whole(document), noon),
      documentSymbols(document, noon),
      codeLenses(document, commands),
      diagnostics(picture, document.name, pages),
      workspaceSymbols(picture, 'command'),
      await viewText(workspace, { kind: 'verdict', of: { uri: document.uri, position } }, noon),
      await viewText(workspace, { kind: 'chain', of: { uri: document.uri, position } }, noon),
    ];
    expect(JSON.stringify(answers).length).toBeLessThan(20_000);
    const text = await viewText(workspace, { kind: 'decoded', of: { uri: document.uri, position } }, noon);
    expect(text.length).toBeLessThan(201_000);
    const of = { uri: document.uri, position };
    expect(await viewText(workspace, { kind: 'comparison', of, with: of }, noon)).toBeTruthy();
  });
});
