import { shellWord } from '@swarmpki/core/commands';
import type { TlsFiles } from '@swarmpki/core/engine';

/** Which engine is meant, as far as the command line says. */
export interface EngineWish {
  readonly host: string | undefined;
  readonly context: string | undefined;
  /** How TLS is spoken with the host, if it is. */
  readonly tls?: TlsFiles | undefined;
  readonly stateDirectory: string | undefined;
}

/** What the flags that all commands have say of it. */
export function wishOf(values: Readonly<Record<string, unknown>>): EngineWish {
  const textOf = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [ca, cert, key] = [textOf('tlscacert'), textOf('tlscert'), textOf('tlskey')];
  const { tlsverify } = values;
  const usesTls = typeof tlsverify === 'boolean' || [ca, cert, key].some((file) => file !== undefined);
  return {
    host: textOf('host'),
    context: textOf('context'),
    ...(usesTls && { tls: { ca, cert, key, skipVerify: tlsverify === false } }),
    stateDirectory: textOf('state-dir'),
  };
}

/** How this program is called once more for the same engine. */
export function programFor({ host, context, tls, stateDirectory }: EngineWish): string {
  const { ca, cert, key, skipVerify } = tls ?? {};
  const flags = Object.entries({
    '--host': host,
    '--context': context,
    '--tlsverify': tls && String(skipVerify !== true),
    '--tlscacert': ca,
    '--tlscert': cert,
    '--tlskey': key,
    '--state-dir': stateDirectory,
  });
  // A switch takes its value behind an equals sign alone.
  const given = flags.flatMap(([name, value]) => {
    if (value === undefined) return [];
    return name === '--tlsverify' ? [`${name}=${value}`] : [name, shellWord(value)];
  });
  return ['swarmpki', ...given].join(' ');
}
