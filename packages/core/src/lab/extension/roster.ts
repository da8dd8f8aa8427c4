import { nodeIdIn, nodeNamesIn } from '../engine/engine-node.ts';
import type { Lab, LabNode } from '../lab.ts';

/** So many certificates are read at a time. */
const mostReading = 16;

/** Which nodes are simulated, whether they run or not: machines of this lab by their names, and by the ids of their nodes. */
export class Roster {
  readonly #lab: Lab;
  readonly #ids = new Map<string, string>();
  readonly #names = new Map<string, string>();
  /** Of machines that are about to be. */
  readonly #reserved = new Set<string>();

  constructor(lab: Lab) {
    this.#lab = lab;
    for (const [name, { node }] of lab.nodes) this.#note(name, node.id);
  }

  /** Every id of which a machine is here. */
  get ids(): Iterable<string> {
    return this.#names.keys();
  }

  /** The names of all machines. */
  get names(): Iterable<string> {
    return this.#ids.keys();
  }

  /** Whether there is a machine of this name, or will be. */
  isTaken(name: string): boolean {
    return this.#ids.has(name) || this.#reserved.has(name);
  }

  /** Nobody else is to take the name of a machine that is about to be. @returns is called when it is, or will not be */
  reserve(name: string): () => void {
    this.#reserved.add(name);
    return () => void this.#reserved.delete(name);
  }

  /** Finds machines that do not run. What is known already is newer. */
  async readDisk(directory: string): Promise<void> {
    const names = (await nodeNamesIn(directory)).filter((name) => !this.#ids.has(name));
    let next = 0;
    const readNext = async (): Promise<void> => {
      for (let name = names[next++]; name !== undefined; name = names[next++]) {
        const nodeId = await nodeIdIn(directory, name);
        if (nodeId !== undefined && !this.#ids.has(name)) this.#note(name, nodeId);
      }
    };
    await Promise.all(Array.from({ length: mostReading }, readNext));
  }

  /**
   * A machine has begun, ended, or had something happen to it.
   *
   * @returns the ids of whom that concerns: of the node that it is, and of the one that it was before
   */
  heed(name: string): readonly string[] {
    const known = this.#ids.get(name);
    const nodeId = this.#lab.nodes.get(name)?.node.id ?? known;
    if (nodeId === undefined) return [];
    this.#note(name, nodeId);
    return known === undefined || known === nodeId ? [nodeId] : [known, nodeId];
  }

  /** A machine is gone. @returns the id of the node that it was */
  forget(name: string): string | undefined {
    const nodeId = this.#ids.get(name);
    this.#ids.delete(name);
    if (nodeId !== undefined) this.#names.delete(nodeId);
    return nodeId;
  }

  /** The name of the machine of a node; `undefined` for somebody else's. */
  nameOf(nodeId: string): string | undefined {
    return this.#names.get(nodeId);
  }

  /** The id of the node that a machine is. */
  idOf(name: string): string | undefined {
    return this.#ids.get(name);
  }

  /** A node that runs here, by its id. */
  running(nodeId: string): LabNode | undefined {
    const found = this.#lab.nodes.get(this.#names.get(nodeId) ?? '');
    return found?.node.id === nodeId ? found : undefined;
  }

  #note(name: string, nodeId: string): void {
    const before = this.#ids.get(name);
    if (before !== undefined && before !== nodeId) this.#names.delete(before);
    this.#ids.set(name, nodeId);
    this.#names.set(nodeId, name);
  }
}
