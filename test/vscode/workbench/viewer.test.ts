import type { FrameLocator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { writeBinaryFiles } from '../../tools/binary-files.ts';
import { opensslMissing } from '../../tools/openssl.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';
import type { Workbench } from '../../tools/workbench/workbench.ts';

function pageOf(workbench: Workbench): FrameLocator {
  return workbench.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
}

describe.skipIf(workbenchMissing ?? opensslMissing)('files that are no text, in VS Code', () => {
  const workbench = workbenchOfFile({
    files: async (folder) => {
      await writeBinaryFiles(folder, Date.now());
    },
  });

  it('look', async () => {
    for (const name of [
      'manager.der',
      'overdue.crt',
      'chain.p7b',
      'revoked.crl',
      'no-password.pfx',
      'harm.p7b',
      'large.der',
      'none.der',
      'empty.der',
      'long.der',
      'manager-key.der',
      'in-clear.p12',
      'old/expired.der',
    ]) {
      await workbench().open(name);
      await pageOf(workbench())
        .locator('.card, .notice')
        .first()
        .waitFor()
        .catch(() => undefined);
      await workbench().picture(`viewer ${name}`);
    }
    expect(workbench().console.filter((l) => /violat|Refused|Content Security/i.test(l))).toEqual([]);
  }, 200_000);
});
