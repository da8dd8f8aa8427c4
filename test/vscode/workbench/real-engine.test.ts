import { hash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HttpEngineClient } from '../../../packages/core/src/engine/client/http-engine-client.ts';
import { Engine, dockerMissing } from '../../tools/docker.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';
import { TreeView } from '../../tools/workbench/tree-view.ts';

/** For whatever a swarm has to do first. */
const longest = { timeout: 60_000 };
const name = 'real';

/** Writes a context as `docker context create` does. @param home where `.docker` lies */
async function writeContext(home: string, socket: string): Promise<void> {
  const folder = join(home, '.docker/contexts/meta', hash('sha256', name));
  await mkdir(folder, { recursive: true });
  const context = { Name: name, Metadata: {}, Endpoints: { docker: { Host: `unix://${socket}` } } };
  await writeFile(join(folder, 'meta.json'), JSON.stringify(context));
}

describe.skipIf(workbenchMissing ?? dockerMissing)('a real Docker Engine in VS Code', () => {
  const workbench = workbenchOfFile();

  it('is attached to, and its root rotated to the end, before one’s eyes; a copy of the old root is said to be one', async () => {
    await using engine = await Engine.start('editor');
    await engine.init();
    await using client = new HttpEngineClient({ address: { kind: 'unix', path: engine.socket } });
    const { TLSInfo: before } = await client.inspectSwarm();
    const { directory, folder, page, editor } = workbench();
    await writeContext(join(directory, 'home'), engine.socket);
    const tree = new TreeView(page, 'Swarm PKI');
    await tree.open();
    await workbench().command('Swarm PKI: Attach to a Docker Context…');
    await workbench().choose(/Attach to a Docker Context/, name);
    await tree.has(/^real 1 node · root [0-9a-f]{8}$/m, longest);
    await tree.has(/^ {4}\S+ leader · (89|90) days left · [0-9a-f]{8}$/m, longest);
    await workbench().picture('real-engine');

    await workbench().command('Swarm PKI: Show the Rotation');
    const view = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await view.locator('header .title').waitFor(longest);

    await writeFile(join(folder, 'swarm-root-ca.crt'), before.TrustRoot);
    await workbench().open('swarm-root-ca.crt');
    await tree.press('Root CA', 'Rotate the Root CA');
    await workbench().choose(/Rotate the Root CA/, 'A new root');
    // Of an engine that others use it is asked once more.
    const dialog = page.locator('.monaco-dialog-box');
    expect(await dialog.innerText()).toMatch(
      /Rotate the Root CA on real\?[^]*The engine of the Docker context real[^]*Swarm /,
    );
    await dialog.getByRole('button', { name: 'Rotate the Root CA' }).click();
    await workbench().said(/The root is [0-9a-f]{8} now\. Both join tokens are new/);
    const { TLSInfo: after } = await client.inspectSwarm();
    expect(after.TrustRoot).not.toBe(before.TrustRoot);
    await expect.poll(async () => (await editor.lines())[0], patience).toMatch(/· rotated away$/);
    await page.locator('.tab', { hasText: 'Rotation: real' }).click();
    await view.locator('header .title').filter({ hasText: 'complete' }).waitFor(longest);
    await workbench().picture('real-engine-rotated');
  }, 240_000);
});
