/**
 * Keeps one warning from the user: Node 22 says that its SQLite is experimental. It is right, and nobody who runs a
 * command can do anything about it. All other warnings are shown.
 */
export function silenceSqliteWarning(): void {
  const emit = process.emitWarning.bind(process) as (...parameters: readonly unknown[]) => void;
  process.emitWarning = (warning: string | Error, ...rest: readonly unknown[]): void => {
    if (!String(warning).startsWith('SQLite is an experimental feature')) emit(warning, ...rest);
  };
}
