import type { Environment, TlsFiles } from './endpoint.ts';
import { ClientProblem } from './problem.ts';

/** What was said on a command line. */
export interface EngineOptions {
  readonly host?: string | undefined;
  /** A context of Docker's; `current` is the one that `docker` itself would take now. */
  readonly context?: string | undefined;
  /** For the host. */
  readonly tls?: TlsFiles | undefined;
}

/** Against which engine a command acts, and who decided on it. */
export type EngineChoice =
  | {
      readonly kind: 'host';
      readonly host: string;
      readonly tls: TlsFiles | undefined;
      readonly from: '--host' | 'SWARMPKI_HOST';
    }
  | { readonly kind: 'context'; readonly context: string; readonly from: '--context' }
  | { readonly kind: 'lab'; readonly from: 'default' };

/**
 * Decides against which engine a command acts: never a guess. Docker's own variables and its current context count only
 * when they are named, by the context `current` (docs/protocol.md §11.7).
 *
 * @throws {ClientProblem} `bad-context`
 */
export function chooseEngine({ host, context, tls }: EngineOptions, environment: Environment): EngineChoice {
  if (host !== undefined && context !== undefined) {
    throw new ClientProblem('bad-context', 'conflicting options: cannot specify both --host and --context', {
      expected: 'one engine',
      next: 'Leave one of them out.',
    });
  }
  if (host !== undefined) return { kind: 'host', host, tls, from: '--host' };
  if (context !== undefined) return { kind: 'context', context, from: '--context' };
  const named = environment['SWARMPKI_HOST'];
  if (named !== undefined && named !== '') return { kind: 'host', host: named, tls, from: 'SWARMPKI_HOST' };
  return { kind: 'lab', from: 'default' };
}
