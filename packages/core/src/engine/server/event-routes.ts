import { engineEvent } from '../shapes/event.ts';
import type { EngineEvent } from '../shapes/event.ts';
import type { Engine } from './engine.ts';
import { eventFilter, eventSpan } from './event-filter.ts';
import { readFilters } from './filters.ts';
import type { Lines, LinesAnswer, Route } from './route.ts';

/** The longest wait of a timer, ms. */
const longestWaitMs = 2 ** 31 - 1;

/**
 * `GET /events`: what happened since a time, and what happens until a time or for ever.
 *
 * @param now ms since epoch, of the clock by which events are stamped
 */
export function eventRoutes(engine: Engine, now: () => number): readonly Route[] {
  return [{ method: 'GET', path: '/events', handle: ({ query }) => events(engine, now, query) }];
}

function events(engine: Engine, now: () => number, query: URLSearchParams): LinesAnswer {
  const { since, until } = eventSpan(query);
  const isWanted = eventFilter(readFilters(query));
  const isTooLate = (event: EngineEvent): boolean => until !== undefined && BigInt(event.timeNano) > until;
  const nothing = (): void => undefined;
  return {
    contentType: 'application/json',
    begin: (lines) => {
      // Of the past Docker tells only whom a time interests.
      for (const event of since === undefined && until === undefined ? [] : engine.pastEvents()) {
        const isEarly = since !== undefined && BigInt(event.timeNano) < since;
        if (!isEarly && !isTooLate(event) && isWanted(event)) lines.send(engineEvent.write(event));
      }
      const untilMs = until === undefined ? undefined : Number(until / 1_000_000n);
      if (untilMs !== undefined && untilMs <= now()) {
        lines.end();
        return nothing;
      }
      const stop = engine.onEvent((event) => {
        if (isTooLate(event)) lines.end();
        else if (isWanted(event)) lines.send(engineEvent.write(event));
      });
      const cancel = untilMs === undefined ? nothing : endAt(lines, untilMs, now);
      return () => {
        stop();
        cancel();
      };
    },
  };
}

function endAt(lines: Lines, untilMs: number, now: () => number): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const left = untilMs - now();
    if (left <= 0) lines.end();
    else timer = setTimeout(wait, Math.min(left, longestWaitMs));
  };
  wait();
  return () => clearTimeout(timer);
}
