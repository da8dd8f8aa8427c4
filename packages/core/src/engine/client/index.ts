export { chooseEngine } from './choose-engine.ts';
export { findEndpoint } from './contexts.ts';
export type { CallOptions, EngineClient } from './engine-client.ts';
export { HttpEngineClient } from './http-engine-client.ts';
export { ClientProblem } from './problem.ts';
