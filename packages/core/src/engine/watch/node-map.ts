import type { NodeSight } from './node-sight.ts';

/** Where each id has its place, and who stands in these places. */
interface Placed {
  readonly places: Map<string, number>;
  readonly nodes: (NodeSight | undefined)[];
  readonly size: number;
}

/**
 * Nodes by their ids. Of ten thousand a copy is made several times a second, so it costs little: copies share where each id
 * has its place, which is only ever added to, and each has a list of its own of who stands there.
 */
export class NodeMap implements ReadonlyMap<string, NodeSight> {
  readonly #places: Map<string, number>;
  readonly #nodes: (NodeSight | undefined)[];
  #size: number;

  constructor({ places, nodes, size }: Placed = { places: new Map(), nodes: [], size: 0 }) {
    this.#places = places;
    this.#nodes = nodes;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  get(id: string): NodeSight | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.#nodes[place];
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  put(node: NodeSight): void {
    const place = this.#places.get(node.id) ?? this.#places.size;
    this.#places.set(node.id, place);
    if (this.#nodes[place] === undefined) this.#size++;
    this.#nodes[place] = node;
  }

  remove(id: string): void {
    const place = this.#places.get(id);
    if (place === undefined || this.#nodes[place] === undefined) return;
    this.#nodes[place] = undefined;
    this.#size--;
  }

  /** Another one, that is changed apart from this one. */
  copy(): NodeMap {
    const [places, size] = [this.#places, this.#size];
    if (places.size <= 2 * size) return new NodeMap({ places, nodes: [...this.#nodes], size });
    // Most of those that had a place are gone.
    const anew = new NodeMap();
    for (const node of this.#there()) anew.put(node);
    return anew;
  }

  values(): MapIterator<NodeSight> {
    return this.#there().values();
  }

  keys(): MapIterator<string> {
    return this.#there()
      .map(({ id }) => id)
      .values();
  }

  entries(): MapIterator<[string, NodeSight]> {
    return this.#there()
      .map((node): [string, NodeSight] => [node.id, node])
      .values();
  }

  [Symbol.iterator](): MapIterator<[string, NodeSight]> {
    return this.entries();
  }

  forEach(callback: (node: NodeSight, id: string, map: ReadonlyMap<string, NodeSight>) => void): void {
    for (const node of this.#there()) callback(node, node.id, this);
  }

  #there(): readonly NodeSight[] {
    return this.#nodes.filter((node) => node !== undefined);
  }
}
