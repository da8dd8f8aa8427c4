import { describe, expect, it } from 'vitest';
import { joinOrder } from '../shapes/extension/join.ts';
import { likeRequest } from '../shapes/extension/like.ts';
import { FakeLab } from '../../testing/lab-control.ts';
import { serveFakeEngine } from '../../testing/engine.ts';
import type { SocketAnswer, TestEngineServer } from '../../testing/engine.ts';
import { EngineRefusal } from '../shapes/refused.ts';
import { labRoutes } from './lab-routes.ts';

async function withLab(work: (lab: FakeLab, server: TestEngineServer) => Promise<void>): Promise<void> {
  const lab = new FakeLab();
  await using server = await serveFakeEngine({ routes: labRoutes(lab, 'swarmpki 0.1.0') });
  await work(lab, server);
  expect(server.errors).toEqual(lab.fault instanceof EngineRefusal || lab.fault === undefined ? [] : [lab.fault]);
}

function bodyOf({ body }: SocketAnswer): unknown {
  return JSON.parse(body);
}

describe('/lab', () => {
  it('says which versions it speaks, with and without a version of Docker’s API', () =>
    withLab(async (_, server) => {
      for (const path of ['/lab', '/v1.41/lab']) {
        expect(bodyOf(await server.ask('GET', path))).toEqual({ Versions: [1], Program: 'swarmpki 0.1.0' });
      }
      expect(bodyOf(await server.ask('GET', '/lab/v1'))).toMatchObject({ Directory: '/lab' });
    }));

  it.each([
    [
      'GET',
      '/lab/v2/nodes',
      /speaks version 1 of \/lab, and was asked for version 2; the host of the lab is older: .*swarmpki stop/,
    ],
    ['POST', '/lab/v2', /the host of the lab is older/],
    ['GET', '/lab/v0/nodes', /was asked for version 0; the program that asks is older/],
    ['GET', '/lab/v1/cats', /there is nothing of that name in version 1 of \/lab/],
    ['POST', '/lab/v1/nodes/a/explode', /there is nothing of that name/],
    ['POST', '/lab/v1', /there is nothing of that name/],
    ['GET', '/lab/latest', /page not found/],
  ])('answers %s %s in a sentence', (method, path, sentence) =>
    withLab(async (lab, server) => {
      const answer = await server.ask(method, path);
      expect(answer.status).toBe(404);
      expect(bodyOf(answer)).toEqual({ message: expect.stringMatching(sentence) });
      expect(lab.asked).toEqual([]);
    }),
  );

  it.each([
    ['GET', '/lab/v1/nodes', undefined, ['nodes']],
    ['GET', '/lab/v1/changes?after=77', undefined, ['changes', 77]],
    ['GET', '/lab/v1/changes', undefined, ['changes', undefined]],
    ['GET', '/lab/v1/journal', undefined, ['journal', 0, 1000]],
    ['GET', '/lab/v1/journal?after=5&limit=20', undefined, ['journal', 5, 20]],
    ['GET', '/lab/v1/journal?limit=100000', undefined, ['journal', 0, 1000]],
    ['GET', '/lab/v1/rotation', undefined, ['rotation']],
    ['GET', '/lab/v1/clock', undefined, ['clock']],
    ['GET', '/lab/v1/nodes/a%20b/certificates', undefined, ['certificates', 'a b']],
    ['DELETE', '/lab/v1/nodes/a', undefined, ['forgetNode', 'a']],
    ['POST', '/lab/v1/nodes/a/cut', undefined, ['act', 'a', 'cut']],
    ['POST', '/lab/v1/nodes/a/start', '{"UnlockKey":"k"}', ['start', 'a', 'k']],
    ['POST', '/lab/v1/nodes/a/start', undefined, ['start', 'a', '']],
    ['POST', '/lab/v1/probe', '{"From":"a","To":"b"}', ['probe', { From: 'a', To: 'b' }]],
    ['GET', '/lab/v1/attacks', undefined, ['attacks']],
    ['POST', '/lab/v1/attacks/fake-manager', undefined, ['attack', 'fake-manager']],
    ['POST', '/lab/v1/stop', undefined, ['stop']],
    ['POST', '/lab/v1/like', '{}', ['like', likeRequest.zero]],
    ['POST', '/lab/v1/nodes', '{"count":3,"Names":["x"]}', ['addNodes', { Count: 3, Role: 'worker', Names: ['x'] }]],
    ['POST', '/lab/v1/joins', '{"Name":"x"}', ['join', { ...joinOrder.zero, Name: 'x' }]],
    ['POST', '/lab/v1/joins/7', '{"Do":"continue"}', ['steerJoin', '7', { Do: 'continue' }]],
  ])('passes on %s %s %s', (method, path, body, asked) =>
    withLab(async (lab, server) => {
      const answer = await server.ask(method, path, body === undefined ? {} : { body });
      expect(answer.status).toBe(200);
      expect(lab.asked).toEqual([asked]);
    }),
  );

  it('changes of clocks and faults no more than what is named', () =>
    withLab(async (lab, server) => {
      await server.ask('POST', '/lab/v1/clock', { body: '{"JumpBy":5}' });
      await server.ask('POST', '/lab/v1/nodes/a/faults', { body: '{"DelayMs":0}' });
      const named = lab.asked.map((asked) => JSON.stringify(asked));
      expect(named).toEqual(['["changeClock",{"JumpBy":5,"JumpToNext":false}]', '["setFaults","a",{"DelayMs":0}]']);
    }));

  it('answers in lines what comes bit by bit, and hears when nobody listens any more', () =>
    withLab(async (lab, server) => {
      const { headers, body } = await server.ask('GET', '/lab/v1/changes');
      expect(headers['content-type']).toBe('application/x-ndjson');
      expect(body.split('\n')).toEqual(['{"Version":1,"Whole":true}', '{"Version":2}', '']);
      await lab.stopped.promise;
    }));

  it.each([
    '/lab/v1/changes?after=-1',
    '/lab/v1/changes?after=1.5',
    '/lab/v1/journal?after=x',
    '/lab/v1/journal?limit=9007199254740993',
  ])('refuses the numbers of %s', (path) =>
    withLab(async (lab, server) => {
      expect(await server.ask('GET', path)).toMatchObject({ status: 400 });
      expect(lab.asked).toEqual([]);
    }),
  );

  it('answers refusals as they are, also before the first line, and says nothing of faults', () =>
    withLab(async (lab, server) => {
      lab.fault = new EngineRefusal(503, 'there is no lab');
      for (const path of ['/lab/v1/nodes', '/lab/v1/changes']) {
        const answer = await server.ask('GET', path);
        expect([answer.status, bodyOf(answer)]).toEqual([503, { message: 'there is no lab' }]);
      }
      lab.fault = new Error('secret');
      const answer = await server.ask('GET', '/lab/v1/rotation');
      expect(answer.status).toBe(500);
      expect(answer.body).not.toContain('secret');
    }));
});
