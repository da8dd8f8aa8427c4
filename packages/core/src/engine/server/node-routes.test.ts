import { describe, expect, it } from 'vitest';
import { nodeNamed, serveFakeEngine } from '../../testing/engine.ts';
import type { TestEngineServer } from '../../testing/engine.ts';
import { nodeSpec } from '../shapes/node.ts';

/** The host names that are answered to these filters, or the refusal. */
async function listed(served: TestEngineServer, filters: string): Promise<unknown> {
  const { status, body } = await served.ask('GET', `/nodes?filters=${encodeURIComponent(filters)}`);
  const answer = JSON.parse(body) as unknown;
  if (!Array.isArray(answer)) return [status, answer];
  return answer.map(({ Description }: { Description: { Hostname: string } }) => Description.Hostname);
}

describe('nodes', () => {
  it('are listed, inspected, updated and removed', async () => {
    await using served = await serveFakeEngine();
    const { body } = await served.ask('GET', '/nodes/first');
    expect(JSON.parse((await served.ask('GET', '/nodes')).body)).toMatchObject([
      JSON.parse(body),
      { Spec: { Role: 'worker' }, Description: { TLSInfo: {} }, Status: { State: 'ready' } },
    ]);
    expect(body).toContain('"ManagerStatus":{"Leader":true,"Reachability":"reachable","Addr":"127.0.0.1:2377"}');
    const spec = { Role: 'worker', Availability: 'drain', Labels: { a: 'b' } };
    const update = { body: JSON.stringify(spec) };
    expect(await served.ask('POST', '/nodes/first/update?version=7', update)).toMatchObject({ status: 200, body: '' });
    expect(await served.ask('DELETE', '/nodes/first?force=1')).toMatchObject({ status: 200, body: '' });
    expect(served.engine.asked.slice(2)).toEqual([
      ['updateNode', 'first', 7, nodeSpec.read(spec, '')],
      ['removeNode', 'first', true],
    ]);
  });

  it('are none in a list of none', async () => {
    await using served = await serveFakeEngine();
    served.engine.nodes = [];
    expect((await served.ask('GET', '/nodes')).body).toBe('[]\n');
  });

  it('are not updated without a version', async () => {
    await using served = await serveFakeEngine();
    const { status, body } = await served.ask('POST', '/nodes/first/update?version=x', { body: '{}' });
    const message = 'invalid node version \'x\': strconv.ParseUint: parsing "x": invalid syntax';
    expect([status, JSON.parse(body)]).toEqual([400, { message }]);
  });

  const engineLabels = { Hostname: 'labelled', Engine: { Labels: { disk: 'ssd', empty: '' } } };
  const both = ['first', 'second', 'labelled'];
  it.each<[string, unknown]>([
    ['', both],
    ['null', both],
    ['{}', both],
    ['{"id":null}', both],
    ['{"id":[]}', both],
    ['{"id":[""]}', both],
    ['{"role":[""]}', both],
    ['{"name":["fir"]}', ['first']],
    ['{"name":["irst"]}', []],
    ['{"name":["f","s"]}', ['first', 'second']],
    ['{"id":["first0"]}', ['first']],
    ['{"id":{"second":true}}', ['second']],
    ['{"id":{"second":false}}', ['second']],
    ['{"role":["MANAGER"]}', ['first']],
    ['{"role":["manager","worker"]}', both],
    ['{"role":["worker"],"name":["s"]}', ['second']],
    ['{"membership":["accepted"]}', both],
    ['{"membership":["pending"]}', []],
    ['{"label":["disk"]}', ['labelled']],
    ['{"label":["disk="]}', ['labelled']],
    ['{"label":["disk=ssd"]}', ['labelled']],
    ['{"label":["disk=hdd"]}', []],
    ['{"label":["disk","empty"]}', ['labelled']],
    ['{"label":["disk","other"]}', []],
    ['{"label":["constructor"]}', []],
    ['{"node.label":["zone=a"]}', ['first']],
    ['{"node.label":["disk"]}', []],
    ['{"x":["1"]}', [400, { message: "invalid filter 'x'" }]],
    ['{"x":[]}', [400, { message: "invalid filter 'x'" }]],
    ['{"__proto__":["1"]}', [400, { message: "invalid filter '__proto__'" }]],
    ['{"role":["boss"]}', [500, { message: "Invalid role filter: 'boss'" }]],
    ['{"membership":["what"]}', [500, { message: "Invalid membership filter: 'what'" }]],
    ...['x', '[]', '1', '{"id":"a"}', '{"id":[1]}', '{"id":{"a":1}}', '{"id":["a"],"name":{"b":true}}'].map(
      (wrong): [string, unknown] => [wrong, [400, { message: 'invalid filter' }]],
    ),
  ])('are filtered by %s', async (filters, expected) => {
    await using served = await serveFakeEngine();
    served.engine.nodes = [...served.engine.nodes, nodeNamed('labelled', { Description: engineLabels })];
    expect(await listed(served, filters)).toEqual(expected);
    expect(served.errors).toEqual([]);
  });
});
