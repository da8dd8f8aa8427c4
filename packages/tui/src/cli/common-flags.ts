import type { Flag, Flags } from '@swarmpki/core/commands';
import { onOff, text } from '@swarmpki/core/commands';

/** What every command understands, before its name and behind it. */
export const commonFlags: Flags & Readonly<Record<'help', Flag>> = {
  host: { kind: text, short: 'H', help: 'Engine to speak with: unix:///path, tcp://host:port, ssh://user@host' },
  context: { kind: text, short: 'c', help: 'Context of docker to take the engine from; "current" for the one in use' },
  'state-dir': { kind: text, help: 'Directory of the lab, where no engine is named' },
  help: { kind: onOff, short: 'h', help: 'Print usage' },
};
