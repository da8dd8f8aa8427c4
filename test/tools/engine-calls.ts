import type { Engine as Behind } from '../../packages/core/src/engine/server/engine.ts';
import { info } from '../../packages/core/src/engine/shapes/info.ts';
import { node, nodeSpec } from '../../packages/core/src/engine/shapes/node.ts';
import { EngineRefusal } from '../../packages/core/src/engine/shapes/refused.ts';
import { initRequest, joinRequest, swarm, swarmSpec } from '../../packages/core/src/engine/shapes/swarm.ts';
import type { ApiAnswer, Engine } from './docker.ts';

type Json = Readonly<Record<string, unknown>>;
type Rotation = 'rotateWorkerToken' | 'rotateManagerToken' | 'rotateManagerUnlockKey';

/** Calls to an engine, real or ours, in the same words. What is refused is an answer like any other. */
export interface EngineCalls {
  info(): Promise<ApiAnswer>;
  inspectSwarm(): Promise<ApiAnswer>;
  init(body: Json): Promise<ApiAnswer>;
  join(body: Json): Promise<ApiAnswer>;
  leave(force?: boolean): Promise<ApiAnswer>;
  update(version: number, spec: Json, ...rotate: readonly Rotation[]): Promise<ApiAnswer>;
  unlockKey(): Promise<ApiAnswer>;
  unlock(unlockKey: string): Promise<ApiAnswer>;
  listNodes(): Promise<ApiAnswer>;
  inspectNode(idOrName: string): Promise<ApiAnswer>;
  updateNode(idOrName: string, version: number, spec: Json): Promise<ApiAnswer>;
  removeNode(idOrName: string, force?: boolean): Promise<ApiAnswer>;
}

/** Of a real engine, over its socket. */
export function callsOfDocker(engine: Pick<Engine, 'api'>): EngineCalls {
  const get = (path: string): Promise<ApiAnswer> => engine.api('GET', `/v1.41${path}`);
  const post = (path: string, body?: unknown): Promise<ApiAnswer> => engine.api('POST', `/v1.41${path}`, body);
  return {
    info: () => get('/info'),
    inspectSwarm: () => get('/swarm'),
    init: (body) => post('/swarm/init', body),
    join: (body) => post('/swarm/join', body),
    leave: (force = false) => post(`/swarm/leave?force=${force}`),
    update: (version, spec, ...rotate) =>
      post(`/swarm/update?version=${version}${rotate.map((name) => `&${name}=true`).join('')}`, spec),
    unlockKey: () => get('/swarm/unlockkey'),
    unlock: (UnlockKey) => post('/swarm/unlock', { UnlockKey }),
    listNodes: () => get('/nodes'),
    inspectNode: (idOrName) => get(`/nodes/${idOrName}`),
    updateNode: (idOrName, version, spec) => post(`/nodes/${idOrName}/update?version=${version}`, spec),
    removeNode: (idOrName, force = false) => engine.api('DELETE', `/v1.41/nodes/${idOrName}?force=${force}`),
  };
}

/** Of whatever stands behind a socket of ours, by its interface. */
export function callsBehind(engine: Behind): EngineCalls {
  return {
    info: () => answer(async () => info.write(await engine.info())),
    inspectSwarm: () => answer(async () => swarm.write(await engine.inspectSwarm())),
    init: (body) => answer(() => engine.initSwarm(initRequest.read(body, ''))),
    join: (body) => answer(() => engine.joinSwarm(joinRequest.read(body, ''))),
    leave: (force = false) => answer(() => engine.leaveSwarm(force)),
    update: (version, spec, ...rotate) =>
      answer(() =>
        engine.updateSwarm(version, swarmSpec.read(spec, ''), {
          workerToken: rotate.includes('rotateWorkerToken'),
          managerToken: rotate.includes('rotateManagerToken'),
          managerUnlockKey: rotate.includes('rotateManagerUnlockKey'),
        }),
      ),
    unlockKey: () => answer(async () => ({ UnlockKey: await engine.unlockKey() })),
    unlock: (unlockKey) => answer(() => engine.unlockSwarm(unlockKey)),
    listNodes: () => answer(async () => (await engine.listNodes()).map((one) => node.write(one))),
    inspectNode: (idOrName) => answer(async () => node.write(await engine.inspectNode(idOrName))),
    updateNode: (idOrName, version, spec) =>
      answer(() => engine.updateNode(idOrName, version, nodeSpec.read(spec, ''))),
    removeNode: (idOrName, force = false) => answer(() => engine.removeNode(idOrName, force)),
  };
}

async function answer(call: () => Promise<unknown>): Promise<ApiAnswer> {
  try {
    return { status: 200, body: await call() };
  } catch (error) {
    if (error instanceof EngineRefusal) return { status: error.status, body: { message: error.message } };
    throw error;
  }
}
