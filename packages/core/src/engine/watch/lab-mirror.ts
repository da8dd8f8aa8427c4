import type { LabClient } from '../client/lab-client.ts';
import { ClientProblem } from '../client/problem.ts';
import type { LabChange } from '../shapes/extension/change.ts';
import type { LabJournalEntry } from '../shapes/extension/journal.ts';
import type { LabNodeRow } from '../shapes/extension/node-row.ts';
import type { LabSwarm } from '../shapes/extension/rotation.ts';
import type { Info } from '../shapes/info.ts';
import type { Known } from './known.ts';
import { nodeOfRow, tlsStatusOf, wantedBy } from './node-of-row.ts';
import type { Wanted } from './node-of-row.ts';
import type { LabSight } from './swarm-sight.ts';

/** So many entries of the timeline are kept. */
const mostEntries = 1_000;
/** A lab keeps 10 000, and answers 1 000 at a time. */
const mostPages = 20;
/** Ten times as many as a lab has. */
const mostNodes = 100_000;

/** A lab as its changes tell it, whoever hosts it: what is known outlives a host and is followed on from. */
export class LabMirror {
  readonly #known: Known;
  #version: number | undefined;
  #clock: LabSight['clock'] | undefined;
  #swarm: LabSwarm | undefined;
  #wanted: Wanted | undefined;
  #journal: readonly LabJournalEntry[] = [];
  /** Ids that are known from before, while all there is comes anew: those that do not come are gone. */
  #doubtful: Set<string> | undefined;
  readonly #managers = new Set<string>();
  #addresses: ReadonlyMap<string, string> = new Map();
  #standings = 0;

  constructor(known: Known) {
    this.#known = known;
  }

  /** Rises when the swarm as a whole may be another one than `GET /swarm` and `GET /info` said before. */
  get standings(): number {
    return this.#standings;
  }

  /** What there is to see, once all there is has come. */
  get sight(): LabSight | undefined {
    const [version, clock, swarm, journal] = [this.#version, this.#clock, this.#swarm, this.#journal];
    const isWhole = this.#doubtful === undefined;
    if (!isWhole || version === undefined || clock === undefined || swarm === undefined) return undefined;
    return { version, clock, swarm, journal };
  }

  /** Reads changes from where it has left off. @param onRead is called after each line @throws {ClientProblem} {EngineRefusal} */
  async read(lab: LabClient, signal: AbortSignal, onRead: () => void): Promise<void> {
    const after = this.#version === undefined ? {} : { after: this.#version };
    let isBehind = true;
    for await (const change of lab.changes({ ...after, signal })) {
      if (this.#isOfAnother(change)) {
        this.#journal = [];
        isBehind = true;
      }
      this.#apply(change);
      // The stream tells of what is added while it is read; what was before is asked for when it has begun.
      if (isBehind) await this.#catchUp(lab, signal);
      isBehind = false;
      this.#add(change.Journal);
      onRead();
    }
  }

  /** Where managers listen, by their ids. */
  tellAddresses({ Swarm: { RemoteManagers: managers } }: Info): void {
    this.#addresses = new Map(managers.map(({ NodeID: id, Addr: address }) => [id, address]));
    for (const id of this.#managers) {
      const node = this.#known.nodes.get(id);
      if (node !== undefined) this.#known.put({ ...node, address: this.#addresses.get(id) });
    }
  }

  /** The lab has no swarm any more. */
  forget(): void {
    this.#version = undefined;
    this.#clock = undefined;
    this.#swarm = undefined;
    this.#wanted = undefined;
    this.#doubtful = undefined;
    this.#journal = [];
    this.#managers.clear();
  }

  #isOfAnother({ Swarm: swarm }: LabChange): boolean {
    return swarm !== undefined && this.#swarm !== undefined && swarm.ID !== this.#swarm.ID;
  }

  #apply({ Version: version, Whole: isWhole, More: hasMore, Nodes: rows, Removed: removed, ...rest }: LabChange): void {
    this.#version = version;
    if (isWhole) this.#doubtful = new Set(this.#known.nodes.keys());
    if (rest.Clock !== undefined) this.#clock = rest.Clock;
    if (rest.Swarm !== undefined) this.#take(rest.Swarm);
    for (const row of rows) this.#put(row);
    for (const id of removed) this.#remove(id);
    if (hasMore || this.#doubtful === undefined) return;
    for (const id of this.#doubtful) this.#remove(id);
    this.#doubtful = undefined;
  }

  #take(swarm: LabSwarm): void {
    if (this.#swarm === undefined || standingOf(swarm) !== standingOf(this.#swarm)) this.#standings++;
    this.#swarm = swarm;
    const wanted = wantedBy(swarm);
    if (wanted.root === this.#wanted?.root && wanted.issuer === this.#wanted.issuer) return;
    this.#wanted = wanted;
    for (const node of this.#known.nodes.values()) this.#known.put({ ...node, tlsStatus: tlsStatusOf(node, wanted) });
  }

  #put(row: LabNodeRow): void {
    this.#doubtful?.delete(row.ID);
    if (row.Manager !== this.#managers.has(row.ID)) {
      if (row.Manager) this.#managers.add(row.ID);
      else this.#managers.delete(row.ID);
      this.#standings++;
    }
    if (this.#known.nodes.size >= mostNodes && !this.#known.nodes.has(row.ID)) throw tooMany();
    this.#known.put(nodeOfRow(row, this.#wanted, this.#addresses.get(row.ID)));
  }

  #remove(id: string): void {
    if (this.#managers.delete(id)) this.#standings++;
    this.#known.remove(id);
  }

  async #catchUp(lab: LabClient, signal: AbortSignal): Promise<void> {
    for (let page = 0; page < mostPages; page++) {
      const { Entries: entries, More: hasMore } = await lab.journal(this.#lastSeq, { signal });
      this.#add(entries);
      if (!hasMore || entries.length === 0) return;
    }
  }

  get #lastSeq(): number {
    return this.#journal.at(-1)?.Seq ?? 0;
  }

  #add(entries: readonly LabJournalEntry[]): void {
    const last = this.#lastSeq;
    const added = entries.filter(({ Seq }) => Seq > last);
    if (added.length > 0) this.#journal = [...this.#journal, ...added].slice(-mostEntries);
  }
}

/** What of the swarm is in `GET /swarm` and `GET /info` as well: not how far a rotation has come, nor how many there are. */
function standingOf(swarm: LabSwarm): string {
  const { Rotation: rotation } = swarm;
  return JSON.stringify({ ...swarm, Rotation: rotation?.Root, Nodes: 0 });
}

function tooMany(): ClientProblem {
  return new ClientProblem('too-much', `a lab told of more than ${mostNodes} nodes`, {
    expected: 'a lab, of 10000 nodes at most',
    next: 'Check the address. What is this that answers there?',
  });
}
