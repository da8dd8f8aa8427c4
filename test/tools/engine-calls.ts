import { ask } from './ask.ts';
import type { ApiAnswer } from './ask.ts';

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

/** To whoever listens on a unix socket. */
export function callsTo(socket: string): EngineCalls {
  const call = (method: string, path: string, body?: unknown): Promise<ApiAnswer> =>
    ask(socket, method, `/v1.41${path}`, body);
  const get = (path: string): Promise<ApiAnswer> => call('GET', path);
  const post = (path: string, body?: unknown): Promise<ApiAnswer> => call('POST', path, body);
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
    removeNode: (idOrName, force = false) => call('DELETE', `/nodes/${idOrName}?force=${force}`),
  };
}
