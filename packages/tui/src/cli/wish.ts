/** Which engine is meant, as far as the command line says. */
export interface EngineWish {
  readonly host: string | undefined;
  readonly context: string | undefined;
  readonly stateDirectory: string | undefined;
}
