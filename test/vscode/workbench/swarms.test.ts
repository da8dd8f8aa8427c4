import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findHost } from '../../../packages/core/src/lab/host/where.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';
import { plain } from '../../tools/workbench/workbench.ts';
import { TreeView } from '../../tools/workbench/tree-view.ts';

const longest = { timeout: 60_000 };

describe.skipIf(workbenchMissing)('the view of swarms in VS Code', () => {
  // What a terminal shows can be read where it is not painted.
  const workbench = workbenchOfFile({ settings: { 'terminal.integrated.gpuAcceleration': 'off' } });
  const tree = (): TreeView => new TreeView(workbench().page, 'Swarm PKI');
  /** Commands of processes that are about the lab. */
  const processes = async (): Promise<readonly string[]> => {
    const { folder } = workbench();
    const all = await Promise.all(
      (await readdir('/proc'))
        .filter((pid) => /^\d+$/.test(pid))
        .map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    );
    return all.map((line) => line.replaceAll('\0', ' ')).filter((line) => line.includes(join(folder, '.swarmpki')));
  };

  it('says what can be done where there is nothing yet', async () => {
    await tree().open();
    await tree().welcome.filter({ hasText: 'No swarm is shown yet' }).waitFor();
    await workbench().picture('swarms-welcome');
  });

  it('shows a lab that is created, its root, its tokens without their secrets, and nodes as they join', async () => {
    await tree().welcome.getByRole('button', { name: 'Create a Lab' }).click();
    await workbench().choose(/where\?/, '.swarmpki');
    await workbench().choose(/with what in it\?/, 'A manager and five workers');
    await tree().has(/^workspace 6 nodes · root [0-9a-f]{8}$/m, longest);
    await tree().has(/^ {2}Root CA [0-9a-f]{8} · until 20\d\d-\d\d-\d\d$/m);
    await tree().has(/^ {2}Nodes 6 · 1 manager$/m);
    await tree().has(/^ {4}worker-5 worker · (89|90) days left · [0-9a-f]{8}$/m);
    await tree().has(/^ {4}manager-1 leader · (89|90) days left · [0-9a-f]{8}$/m);
    await workbench().picture('swarms-lab');
    await tree().toggle('Join Tokens');
    await tree().has(/^ {4}Worker SWMTKN-1-[0-9a-z]{8}…-•{8}$/m);
    await using lab = await workbench().lab();
    const { JoinTokens: tokens } = await lab.inspectSwarm();
    const page = await workbench().page.content();
    for (const token of [tokens.Worker, tokens.Manager]) expect(page).not.toContain(token.slice(-25));
    await workbench().picture('swarms-tokens');
  }, 120_000);

  it('acts on what is clicked on, and shows what has come of it: a node that is stopped holds up a rotation', async () => {
    await tree().choose('worker-3', 'Stop Simulated Nodes');
    await tree().has(/^ {4}worker-3 stopped · worker/m, longest);
    await workbench().picture('swarms-stopped-node');
    await tree().press('Root CA', 'Rotate the Root CA');
    await workbench().choose(/Rotate the Root CA/, 'A new root');
    await tree().has(/^ {2}Root Rotation 5 of 6 renewed\n {4}worker-3 stopped: start it, or remove it$/m, longest);
    await tree().has(/^ {2}Root CA [0-9a-f]{8} · rotates to [0-9a-f]{8}/m);
    await workbench().picture('swarms-rotation');
    await tree().choose(/^worker-3$/, 'Start Simulated Nodes');
    await expect.poll(async () => (await tree().rows()).join('\n'), longest).not.toContain('Root Rotation');
    await tree().has(/^ {4}worker-3 worker · /m);
    await workbench().picture('swarms-rotated');
  }, 180_000);

  it('opens the terminal program on that very lab', async () => {
    const hosts = (await processes()).filter((line) => / serve( |$)/.test(line));
    expect(hosts).toHaveLength(1);
    await tree().press('workspace', 'Open the Terminal UI');
    await expect.poll(async () => (await processes()).filter((line) => / ui( |$)/.test(line)).length, patience).toBe(1);
    const terminal = workbench().page.locator('.editor-instance .xterm-rows');
    const text = async (): Promise<string> => plain(await terminal.innerText());
    await expect.poll(text, patience).toMatch(/\bNodes 6 of 6\b[^]*\bmanager-1\b/);
    await workbench().picture('swarms-terminal');
    await using lab = await workbench().lab();
    const { ID } = await lab.inspectSwarm();
    await workbench().page.locator('.editor-instance .xterm-helper-textarea').press('Enter');
    await expect.poll(text, patience).toContain(ID);
    await workbench().picture('swarms-terminal-node');
    expect((await processes()).filter((line) => / serve( |$)/.test(line))).toEqual(hosts);
  }, 60_000);

  it('shows the same after the window was reloaded', async () => {
    // VS Code keeps what is expanded only as long as a window is.
    const rows = async (): Promise<readonly string[]> =>
      (await tree().rows()).filter((row) => !/SWMTKN|Lab Time/.test(row));
    const before = await rows();
    await workbench().reload();
    await tree().open();
    await expect.poll(rows, longest).toEqual(before);
    await workbench().picture('swarms-reloaded');
  }, 90_000);

  it('attaches to a Docker context: nothing is dialled before it is chosen, nor while it is closed', async () => {
    const { directory } = workbench();
    let dialled = 0;
    // Nobody who speaks Docker's language.
    await using server = createServer((socket) => {
      dialled++;
      socket
        .on('error', () => undefined)
        .resume()
        .end('what do you want?\n');
    });
    const path = join(directory, 'run/docker.sock');
    await once(server.listen(path), 'listening');
    const name = '$(flame) [x](command:workbench.action.quit)';
    const id = hash('sha256', name);
    const context = { Name: name, Metadata: {}, Endpoints: { docker: { Host: `unix://${path}` } } };
    await mkdir(join(directory, 'home/.docker/contexts/meta', id), { recursive: true });
    await writeFile(join(directory, 'home/.docker/contexts/meta', id, 'meta.json'), JSON.stringify(context));
    await workbench().command('Swarm PKI: Attach to a Docker Context…');
    await workbench().page.locator('.quick-input-title', { hasText: 'Attach to a Docker Context' }).waitFor();
    await workbench().picture('swarms-attach');
    expect(dialled).toBe(0);
    await workbench().choose(/Attach to a Docker Context/, '$ (flame)');
    await tree().has(/^\$ \(flame\) \[x\] \(command:workbench\.action\.quit\) out of reach\n {2}\S/m, longest);
    expect(dialled).toBeGreaterThan(0);
    await workbench().picture('swarms-lost');
    await tree().toggle('$ (flame)');
    await tree().has(/ not connected$/m);
    const before = dialled;
    await workbench().command('Swarm PKI: Refresh');
    expect(dialled).toBe(before);
    await tree().choose('$ (flame)', 'Detach from a Docker Context');
    await expect.poll(async () => (await tree().rows()).join('\n'), longest).not.toContain('flame');
  }, 120_000);

  it('shows the engine that the settings name, and dials it while it is open', async () => {
    const { directory, folder } = workbench();
    const socket = await findHost(join(folder, '.swarmpki'), { XDG_RUNTIME_DIR: join(directory, 'run') });
    await workbench().configureMachine({ 'swarmpki.host': `unix://${socket}` });
    await tree().has(/^unix:\/\/\S+ not connected$/m, longest);
    await tree().toggle('unix://');
    await tree().has(/^unix:\/\/\S+ 6 nodes · root [0-9a-f]{8}\n {2}Root CA /m, longest);
    await workbench().picture('swarms-host');
    await workbench().configureMachine({});
    await expect.poll(async () => (await tree().rows()).join('\n'), longest).not.toContain('unix:');
  }, 90_000);

  it('shows a lab that is stopped, and starts it', async () => {
    await tree().choose('workspace', 'Stop the Lab');
    await tree().has(/^workspace stopped\n {2}Start This Lab$/m, longest);
    await workbench().picture('swarms-stopped');
    await tree().row('Start This Lab').click();
    await tree().has(/^ {4}worker-5 worker · /m, longest);
    await workbench().picture('swarms-started');
  }, 120_000);
});

describe.skipIf(workbenchMissing)('the view of swarms in Restricted Mode', () => {
  const workbench = workbenchOfFile({ trusted: false });

  it('says why nothing is shown, and the way out', async () => {
    const tree = new TreeView(workbench().page, 'Swarm PKI');
    await tree.open();
    await tree.welcome.filter({ hasText: 'In Restricted Mode' }).waitFor();
    await tree.welcome.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
    await workbench().picture('swarms-restricted');
    expect(await tree.rows()).toEqual([]);
  });
});
