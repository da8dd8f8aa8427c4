import type { Flag, Flags } from '@swarmpki/core/commands';
import { onOff, text } from '@swarmpki/core/commands';

/** What every command understands, before its name and behind it. */
export const commonFlags: Flags & Readonly<Record<'help', Flag>> = {
  host: { kind: text, short: 'H', help: 'Engine to speak with: unix:///path, tcp://host:port, ssh://user@host' },
  context: { kind: text, short: 'c', help: 'Context of docker to take the engine from; "current" for the one in use' },
  tlsverify: { kind: onOff, help: 'Speak TLS with the engine of --host, and verify it; =false takes whoever answers' },
  tlscacert: { kind: text, help: 'File of the CA that the engine is verified by' },
  tlscert: { kind: text, help: 'File of the certificate that is shown to the engine' },
  tlskey: { kind: text, help: 'File of the key of that certificate' },
  'state-dir': { kind: text, help: 'Directory of the lab, where no engine is named' },
  help: { kind: onOff, short: 'h', help: 'Print usage' },
};

const ofEngines = ['host', 'context', 'tlsverify', 'tlscacert', 'tlscert', 'tlskey'];

/** With what a command may be told to speak by these flags. */
export type Reach = 'nothing' | 'labs' | 'engines';

/** Those of them that mean nothing to a command. */
export function unusedFlags(reaches: Reach): readonly string[] {
  if (reaches === 'engines') return [];
  return reaches === 'labs' ? ofEngines : [...ofEngines, 'state-dir'];
}
