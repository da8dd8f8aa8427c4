import type { NodeEvent } from '../../node/node.ts';
import { reasonOf } from '../../problem.ts';

/** What goes wrong with a node, and by what it is seen to go well again. */
const endedBy = {
  'renewal-failed': 'renewed',
  'session-lost': 'registered',
  'root-refused': 'root-accepted',
  'role-refused': 'renewed',
} as const satisfies Partial<Record<NodeEvent['kind'], NodeEvent['kind']>>;

type Trouble = keyof typeof endedBy;
const troubles = Object.keys(endedBy) as readonly Trouble[];

/** What goes wrong with nodes that run here, by their names: as long as it has not gone well since. */
export class Troubles {
  readonly #reasons = new Map<string, Map<NodeEvent['kind'], string>>();

  /** Something has happened to a node; without an event it has begun, ended, or was disturbed. */
  heed(name: string, event: NodeEvent | undefined): void {
    if (event === undefined) return;
    const reasons = this.#reasons.get(name) ?? new Map<NodeEvent['kind'], string>();
    if ('error' in event) reasons.set(event.kind, reasonOf(event.error));
    for (const trouble of troubles) if (endedBy[trouble] === event.kind) reasons.delete(trouble);
    if (reasons.size === 0) this.#reasons.delete(name);
    else this.#reasons.set(name, reasons);
  }

  /** A node has ended: nothing goes wrong with it any more. */
  forget(name: string): void {
    this.#reasons.delete(name);
  }

  /** Why things go wrong with a node; of several reasons what is about its certificate. */
  of(name: string): string | undefined {
    const reasons = this.#reasons.get(name);
    return troubles.map((trouble) => reasons?.get(trouble)).find((reason) => reason !== undefined);
  }
}
