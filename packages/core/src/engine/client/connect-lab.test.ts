import { describe, expect, it } from 'vitest';
import { answer, json, playEngine } from '../../testing/scripted-engine.ts';
import type { Script } from '../../testing/scripted-engine.ts';
import { connectLab } from './connect-lab.ts';
import { HttpEngineClient } from './http-engine-client.ts';

async function withEngine(script: Script, work: (client: HttpEngineClient) => Promise<void>): Promise<void> {
  await using engine = await playEngine(script);
  await using client = new HttpEngineClient(engine.endpoint);
  await work(client);
}

const lab = { 'GET /v1.41/lab': json({ Versions: [1, 2], Program: 'swarmpki 0.2.0' }) } satisfies Script;
const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const never = new AbortController().signal;

describe('a client that looks for a lab', () => {
  it.each([
    ['in plain text, as Docker does', answer(404, '404 page not found\n')],
    ['in JSON', json({ message: 'page not found' }, 404)],
  ])('finds none where there is nothing of that name, %s', (_, line) =>
    withEngine({ 'GET /v1.41/lab': line }, async (client) => {
      expect(await connectLab(client)).toBeUndefined();
    }),
  );

  it('does not take an engine that is in trouble for one that is no lab', () =>
    withEngine({ 'GET /v1.41/lab': json({ message: 'oh' }, 500) }, async (client) => {
      await expect(connectLab(client)).rejects.toMatchObject({ name: 'EngineRefusal', status: 500 });
    }));

  it('speaks with a lab of several versions in the one that both know', () =>
    withEngine({ ...lab, 'GET /v1.41/lab/v1/nodes': json({ Version: 3, Nodes: [{ ID: 'a' }] }) }, async (client) => {
      const found = await connectLab(client);
      expect(await found?.nodes()).toMatchObject({ Version: 3, Nodes: [{ ID: 'a', Place: 'here', State: 'ready' }] });
    }));

  it.each([
    [[2, 3], 'too-new', /swarmpki 9\.9.*speaks version 2, 3; this program is older/, /^Update this program/],
    [[0], 'too-old', /speaks version 0; it is older than this program/, /swarmpki stop/],
    [[], 'too-old', /speaks none/, /swarmpki stop/],
  ])('says of a lab of versions %j which of both programs is older', (Versions, code, message, next) =>
    withEngine({ 'GET /v1.41/lab': json({ Versions, Program: 'swarmpki 9.9' }) }, async (client) => {
      await expect(connectLab(client)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
        next: expect.stringMatching(next),
      });
    }),
  );

  it('reads changes line by line, says when they end, and ends without a word at the signal', () =>
    withEngine(
      {
        ...lab,
        'GET /v1.41/lab/v1/changes?after=5': `${head}${chunk('{"Version":6,"Removed":["b"]}\n')}0\r\n\r\n`,
        'GET /v1.41/lab/v1/changes': `${head}${chunk('{"Version":1,"Whole":true}\n')}`,
      },
      async (client) => {
        const found = (await connectLab(client)) ?? expect.fail('no lab');
        const ended = found.changes({ after: 5, signal: never });
        expect((await ended.next()).value).toMatchObject({ Version: 6, Removed: ['b'], Whole: false });
        await expect(ended.next()).rejects.toMatchObject({ code: 'closed' });

        const ending = new AbortController();
        const changes = found.changes({ signal: ending.signal });
        expect((await changes.next()).value).toMatchObject({ Version: 1, Whole: true });
        const last = changes.next();
        ending.abort();
        expect(await last).toMatchObject({ done: true });
      },
    ));

  it('ends the progress of nodes that join where the host ends it', () =>
    withEngine(
      { ...lab, 'POST /v1.41/lab/v1/nodes': `${head}${chunk('{"Joined":1,"Of":1,"Done":true}\n')}0\r\n\r\n` },
      async (client) => {
        const found = (await connectLab(client)) ?? expect.fail('no lab');
        const lines = [];
        for await (const line of found.addNodes({ Count: 1 }, { signal: never })) lines.push(line);
        expect(lines).toMatchObject([{ Joined: 1, Of: 1, Done: true }]);
      },
    ));

  it.each(['', '.', '..'])('asks for no node of the name %j', (name) =>
    withEngine(lab, async (client) => {
      const found = (await connectLab(client)) ?? expect.fail('no lab');
      for (const ask of [found.act(name, 'cut'), found.start(name), found.certificates(name), found.forgetNode(name)]) {
        await expect(ask).rejects.toMatchObject({ status: 404 });
      }
    }),
  );
});
