import { describe, expect, it } from 'vitest';
import { engineEvent } from '../../engine/shapes/event.ts';
import type { EngineEvent } from '../../engine/shapes/event.ts';
import { EventLog } from './event-log.ts';

const eventOf = (ID: string, name = ''): EngineEvent => engineEvent.read({ Actor: { ID, Attributes: { name } } }, '');

function remembered(events: readonly EngineEvent[]): readonly string[] {
  const log = new EventLog(() => undefined);
  for (const event of events) log.add(event);
  return log.past.map(({ Actor }) => Actor.ID);
}

describe('events that are remembered', () => {
  it('are the latest 256', () => {
    const ids = Array.from({ length: 300 }, (_, index) => String(index));
    expect(remembered(ids.map((id) => eventOf(id)))).toEqual(ids.slice(-256));
  });

  it('are fewer when users gave nodes names without an end', () => {
    const [half, whole] = ['x'.repeat(256 * 1024), 'x'.repeat(512 * 1024 + 1)];
    expect(remembered([eventOf('a', half), eventOf('b', half)])).toEqual(['a', 'b']);
    expect(remembered([eventOf('a', half), eventOf('b', half), eventOf('c', 'x')])).toEqual(['b', 'c']);
    expect(remembered([eventOf('a', half), eventOf('b', whole)])).toEqual(['b']);
    expect(remembered([eventOf('a', whole), eventOf('b')])).toEqual(['b']);
  });
});
