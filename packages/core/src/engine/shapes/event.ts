import { integer, object, record, text, word } from './codec.ts';
import type { ValueOf } from './codec.ts';

/** One line of `GET /events`. */
export const engineEvent = object({
  Type: word<'swarm' | 'node'>('swarm'),
  Action: word<'create' | 'update' | 'remove'>('update'),
  Actor: object({ ID: text, Attributes: record(text) }),
  scope: word<'swarm' | 'local'>('swarm'),
  /** s since epoch */
  time: integer,
  /** ns since epoch */
  timeNano: integer,
});
export type EngineEvent = ValueOf<typeof engineEvent>;
