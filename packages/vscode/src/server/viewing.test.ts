import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot, pkcs8Pem } from '../../../core/src/testing/certificates.ts';
import type { FilePart, FileView } from '../shared/file-view.ts';
import { largestViewed, methods } from '../shared/protocol.ts';
import type { Initialization } from '../shared/protocol.ts';
import { day, noon } from '../testing/documents.ts';
import { hostileSubjects } from '../testing/hostile.ts';
import { served } from '../testing/served.ts';
import type { Served } from '../testing/served.ts';
import { TestClock } from '../testing/test-clock.ts';

const uri = 'vscode-vfs://elsewhere/node.der';
const wanted: Initialization = { standings: true };

function view({ client }: Served, bytes: Uint8Array): Promise<FileView | null> {
  const contents = Buffer.from(bytes).toString('base64');
  return client.sendRequest(methods.viewFile, { uri, contents });
}

describe('a file that is no text', async () => {
  const root = await makeRoot();
  const leaf = await makeLeaf(
    root,
    { nodeId: 'k2f0'.padEnd(25, '0') },
    { notBefore: noon - 9 * day, notAfter: noon + 81 * day },
  );
  const { der } = leaf.certificate;

  const open = (all: Served, name: string, text: string): Promise<void> =>
    all.client.sendNotification('textDocument/didOpen', {
      textDocument: { uri: name, languageId: 'x', version: 1, text },
    });

  it('is shown with what it is, how long it lasts, and who issued it among what is open', async () => {
    await using all = await served(new TestClock(noon));
    await open(all, 'file:///n/root.pem', `\n${root.pem}`);
    const shown = await view(all, der);
    expect(shown).toMatchObject({
      uri,
      size: der.length,
      more: 0,
      findings: [],
      items: [
        {
          kind: 'certificate',
          name: 'worker k2f0…',
          state: '81 days left',
          tone: 'good',
          title: [{ text: 'certificate of a swarm worker' }],
          life: {
            from: noon - 9 * day,
            until: noon + 81 * day,
            renewal: { from: noon + 36 * day, until: noon + 63 * day },
          },
          relations: [
            { label: 'issuer', others: [{ text: expect.stringMatching(/^swarm root .*root\.pem, line 2$/), link: 1 }] },
          ],
          chain: { complete: true, steps: [{ isHere: true }, { text: expect.stringMatching(/^swarm root/) }] },
          fingerprint: expect.stringMatching(/^[\da-f]{64}$/),
          parts: ['asn1', 'openssl', 'pem'],
        },
      ],
      links: [{ uri }, { uri: 'file:///n/root.pem', line: 1 }],
    });
    const labels = shown?.items[0]?.rows.map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['node', 'swarm', 'valid', 'renewal', 'issuer', 'key', 'sha256']));
  });

  it('is told of again when something has changed, and no more once nobody looks at it', async () => {
    const clock = new TestClock(noon);
    await using all = await served(clock);
    const settle = async (): Promise<void> => {
      await all.caughtUp();
      clock.pass(100);
      await all.caughtUp();
    };
    const again = (): Promise<FileView | null> => all.client.sendRequest(methods.viewAgain, { uri });
    expect(await again()).toBeNull();
    await view(all, der);
    await settle();
    expect(clock.timers).toBe(1);
    const before = all.asked.length;
    clock.pass(70 * day);
    await settle();
    expect(all.asked.length).toBeGreaterThan(before);
    expect((await again())?.items[0]).toMatchObject({
      tone: 'warn',
      life: { tone: 'warn' },
      findings: [{ code: 'renewal-overdue', severity: 'warning' }],
    });
    await open(all, 'file:///n/root.pem', root.pem);
    await settle();
    expect((await again())?.items[0]?.chain?.complete).toBe(true);
    await all.client.sendNotification(methods.forgetFile, { uri });
    expect(await again()).toBeNull();
  });

  it('gives more of itself when it is asked for', async () => {
    await using all = await served(new TestClock(noon));
    const part = (of: string, index?: number): Promise<FilePart | null> =>
      all.client.sendRequest(methods.viewPart, { uri, index, part: of });
    expect(await part('pem')).toBeNull();
    await view(all, der);
    expect(await part('pem')).toEqual({ kind: 'text', text: leaf.pem });
    expect(await part('pem', 0)).toEqual({ kind: 'text', text: leaf.pem });
    const text = await part('openssl', 0);
    expect(text?.kind === 'text' && text.text).toContain('X509v3 Subject Alternative Name');
    const tree = await part('asn1', 0);
    expect(tree?.kind === 'tree' && tree.elements[0]).toEqual({
      depth: 0,
      offset: 0,
      length: der.length,
      tag: 'SEQUENCE',
      value: '',
    });
    expect(await part('asn1', 1)).toBeNull();
    expect(await part('asn1')).toBeNull();
  });

  it('that is a private key is described, and nothing of it is shown', async () => {
    await using all = await served(new TestClock(noon));
    const bytes = leaf.key.export({ format: 'der', type: 'pkcs8' });
    const shown = await view(all, bytes);
    expect(shown?.items).toMatchObject([{ kind: 'private-key', parts: [], title: [{ text: 'private key' }] }]);
    for (const part of ['asn1', 'openssl', 'pem']) {
      expect(await all.client.sendRequest(methods.viewPart, { uri, index: 0, part })).toBeNull();
    }
    expect(await all.client.sendRequest(methods.viewPart, { uri, part: 'pem' })).toBeNull();
    const { d = '' } = leaf.key.export({ format: 'jwk' });
    const told = JSON.stringify(shown);
    expect(told).not.toContain(Buffer.from(d, 'base64url').toString('hex'));
    expect(
      pkcs8Pem(leaf.key)
        .split('\n')
        .slice(1, -2)
        .filter((line) => told.includes(line)),
    ).toEqual([]);
  });

  it('is not taken where it is too large, and read as far as can be where it is damaged', async () => {
    await using all = await served(new TestClock(noon));
    expect(await view(all, new Uint8Array(largestViewed + 1))).toBeNull();
    expect((await view(all, new Uint8Array()))?.items).toEqual([]);
    expect((await view(all, der.subarray(0, 200)))?.items).toMatchObject([
      { kind: 'unreadable', tone: 'bad', rows: [] },
    ]);
  });

  it.each(hostileSubjects)('is shown for what it is, whatever it says: %j', async (subject) => {
    await using all = await served(new TestClock(noon));
    const hostile = await makeLeaf(root, {}, { subject });
    const answers = [await view(all, hostile.certificate.der)];
    for (const part of ['asn1', 'openssl']) {
      answers.push(await all.client.sendRequest(methods.viewPart, { uri, index: 0, part }));
    }
    const told = JSON.stringify(answers);
    expect(told.length).toBeLessThan(200_000);
    expect(told).not.toMatch(/\\u00[01][0-9a-f]|[\u{202a}-\u{202e}\u{2066}-\u{2069}]/u);
  });
});

describe('how files stand', async () => {
  const root = await makeRoot();
  const leaf = await makeLeaf(root, {}, { notBefore: noon - 9 * day, notAfter: noon + 81 * day });
  const name = 'file:///n/leaf.pem';

  it('is told to who wants it, and then what has changed of it', async () => {
    const clock = new TestClock(noon);
    await using all = await served(clock, {}, wanted);
    const settle = async (ms: number): Promise<void> => {
      await all.caughtUp();
      clock.pass(ms);
      await all.caughtUp();
    };
    const open = (uriOf: string, text: string): Promise<void> =>
      all.client.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uriOf, languageId: 'x', version: 1, text },
      });
    await open('untitled:none', 'nothing');
    await settle(100);
    expect(all.standings).toEqual([]);
    await open(name, leaf.pem);
    await open('untitled:root', root.pem);
    await settle(100);
    expect(all.standings).toMatchObject([
      { all: true, files: [{ uri: name, holds: '1 certificate' }, { uri: 'untitled:root' }], sum: { files: 2 } },
    ]);
    await settle(1_000);
    expect(all.standings).toHaveLength(1);
    // Nobody edits anything: its end comes.
    await settle(82 * day);
    const told = all.standings.slice(1).flatMap(({ files }) => files);
    expect(told.every(({ uri: of }) => of === name)).toBe(true);
    expect(told.at(-1)?.mark).toEqual({ kind: 'expired' });
    await all.client.sendNotification('textDocument/didClose', { textDocument: { uri: name } });
    await settle(100);
    expect(all.standings.at(-1)).toMatchObject({
      all: false,
      files: [{ uri: name, errors: 0, warnings: 0 }],
      sum: { files: 1, expired: 0 },
    });
  });

  it('is not told to who has not asked', async () => {
    const clock = new TestClock(noon);
    await using all = await served(clock);
    await all.client.sendNotification('textDocument/didOpen', {
      textDocument: { uri: name, languageId: 'x', version: 1, text: leaf.pem },
    });
    await all.caughtUp();
    clock.pass(100);
    await all.caughtUp();
    expect(all.standings).toEqual([]);
  });
});
