import type { ClockStop } from '../../shapes/extension/clock.ts';
import { momentToSecond } from '../../../time-words.ts';
import { nodeName, oneLine } from './words.ts';

/** Where lab time is going to stop, or has: a noun. */
export function stopWords(stop: ClockStop): string {
  const { What: what, ID: id, Event: event, At: at } = stop;
  const of = id === '' ? '' : ` of ${nodeName(stop)}`;
  switch (what) {
    case 'renewal':
      return id === '' ? 'the next renewal' : `the renewal${of}`;
    case 'expiry':
      return id === '' ? 'the next expiry' : `the last moment of the certificate${of}`;
    case 'rotation':
      return 'the end of a rotation';
    case 'event':
      return `the event ${oneLine(event)}${of}`;
    case 'moment':
      return at === undefined ? 'a moment' : momentToSecond(at);
    default:
      return oneLine(what);
  }
}
