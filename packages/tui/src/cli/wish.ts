/** Which engine is meant, as far as the command line says. */
export interface EngineWish {
  readonly host: string | undefined;
  readonly context: string | undefined;
  readonly stateDirectory: string | undefined;
}

/** What the flags that all commands have say of it. */
export function wishOf(values: Readonly<Record<string, unknown>>): EngineWish {
  const textOf = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return { host: textOf('host'), context: textOf('context'), stateDirectory: textOf('state-dir') };
}

/** How this program is called once more for the same engine. */
export function programFor({ host, context, stateDirectory }: EngineWish): string {
  const flags = Object.entries({ '--host': host, '--context': context, '--state-dir': stateDirectory });
  return ['swarmpki', ...flags.flatMap(([name, value]) => (value === undefined ? [] : [name, quoted(value)]))].join(
    ' ',
  );
}

/** For a shell. */
export function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
