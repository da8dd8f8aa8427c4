import assert from 'node:assert/strict';
import { Position, Range, WorkspaceEdit, commands, extensions, workspace } from 'vscode';
import { eventually } from '../../../tools/eventually.ts';
import { secret, token } from '../../../../packages/vscode/src/testing/documents.ts';
import { languageServers, openFile, plainOf, uptime } from '../files.ts';

describe('activation', () => {
  it('starts nothing for texts that hold nothing, and the server at the first token that is typed', async () => {
    const extension = extensions.getExtension('swarmpki.swarmpki-vscode');
    const notes = await openFile('notes.txt');
    assert.equal(notes.languageId, 'plaintext');
    await eventually('it is active', () => (extension?.isActive === true ? true : undefined));
    const paste = await workspace.openTextDocument({ content: 'docker swarm join --token \n' });
    assert.deepEqual(languageServers(), []);

    const before = uptime();
    const edit = new WorkspaceEdit();
    edit.insert(paste.uri, new Position(0, 26), token);
    assert.ok(await workspace.applyEdit(edit));
    const server = await eventually('the server has started', () => languageServers()[0]);
    // One that had been about to start for the others would be older.
    assert.ok(server.startedAt >= before - 0.02, `${server.startedAt} < ${before}`);
    const hover = await eventually('it answers', async () => {
      const hovers = await commands.executeCommand<{ contents: { value: string }[] }[]>(
        'vscode.executeHoverProvider',
        paste.uri,
        new Position(0, 40),
      );
      return hovers[0]?.contents[0]?.value;
    });
    assert.match(plainOf(hover), /The SHA-256 of the swarm’s root/);
    assert.ok(!hover.includes(secret));
    assert.equal(languageServers().length, 1);
    const all = new WorkspaceEdit();
    all.delete(paste.uri, new Range(0, 0, paste.lineCount, 0));
    await workspace.applyEdit(all);
  });

  it('starts another server when it is told to, and that one answers', async () => {
    const [before] = languageServers();
    await commands.executeCommand('swarmpki.restartServer');
    const [after, ...more] = await eventually('only the new one runs', () => {
      const servers = languageServers();
      return servers.length === 1 && servers[0]?.pid !== before?.pid ? servers : undefined;
    });
    assert.deepEqual(more, []);
    assert.ok((after?.startedAt ?? 0) > (before?.startedAt ?? 0));
    const document = await openFile('expired.pem');
    const hints = await commands.executeCommand<unknown[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      new Range(0, 0, 100, 0),
    );
    assert.equal(hints.length, 1);
  });
});
