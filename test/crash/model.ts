import { expect } from 'vitest';
import { removed } from './load-words.ts';
import type { LoadWord, SeenNode, Subject } from './load-words.ts';

type Well = Extract<LoadWord, { readonly kind: 'well' }>;

/** What was acknowledged last of one subject. */
interface Acknowledged {
  readonly subject: Subject;
  readonly value: string;
}

const keyOf = (subject: Subject): string => ('of' in subject ? `${subject.kind} ${subject.of}` : subject.kind);

/**
 * What a lab has acknowledged, and what is therefore to be found after it was killed. Of what was begun and not
 * acknowledged nobody knows: that alone may have taken the place of what was.
 */
export class Model {
  /** How often each kind was looked for and found, and how often something newer had taken its place. */
  readonly found = new Map<string, number>();
  readonly superseded = new Map<string, number>();
  readonly refused = new Map<string, number>();
  /** How many nodes had to be replaced. */
  stranded = 0;
  readonly #acknowledged = new Map<string, Acknowledged>();
  #begun = new Map<number, readonly Subject[]>();
  /** What had begun by itself, and was not seen to end. */
  readonly #goingOn = new Set<string>();
  /** A rotation goes on by itself, and its end replaces the tokens. */
  #isRotating = false;

  /** Takes note of all that one process said, in its order. What it found when it began is checked. */
  hear(words: readonly LoadWord[]): void {
    // A process that was killed before all was well said nothing of the renewals that it saw.
    if (!words.some(({ kind }) => kind === 'well')) this.#forget('certificate');
    for (const word of words) this.#hear(word);
  }

  #hear(word: LoadWord): void {
    switch (word.kind) {
      case 'well':
        this.#check(word);
        this.#begin(word);
        break;
      case 'will':
        this.#begun.set(word.number, word.subjects);
        break;
      case 'refused':
        this.#begun.delete(word.number);
        count(this.refused, word.why);
        break;
      case 'done':
        this.#begun.delete(word.number);
        this.#acknowledge(word.subject, word.value);
        if (word.subject.kind === 'root') this.#isRotating = true;
        break;
      case 'stranded':
        this.#acknowledge(word.subject, removed);
        this.stranded++;
        break;
      case 'begun':
        this.#goingOn.add(keyOf(word.subject));
        break;
      case 'seen':
        this.#goingOn.delete(keyOf(word.subject));
        this.#acknowledge(word.subject, word.value);
        if (word.subject.kind === 'root') this.#isRotating = false;
        break;
    }
  }

  #acknowledge(subject: Subject, value: string): void {
    this.#acknowledged.set(keyOf(subject), { subject, value });
  }

  #forget(kind: Subject['kind']): void {
    for (const [key, { subject }] of this.#acknowledged) if (subject.kind === kind) this.#acknowledged.delete(key);
  }

  #check(well: Well): void {
    const open = new Set([...this.#goingOn, ...[...this.#begun.values()].flat().map(keyOf)]);
    if (this.#isRotating) open.add('token');
    for (const { subject, value } of this.#acknowledged.values()) {
      const gone = 'of' in subject && subject.kind !== 'member' && !well.rows.includes(subject.of);
      if (gone) continue;
      const isFound = matches(well, subject, value);
      const mayBeNewer = open.has(keyOf(subject));
      expect(isFound || mayBeNewer, `${keyOf(subject)}: ${value}`).toBe(true);
      count(isFound ? this.found : this.superseded, subject.kind);
    }
  }

  /** All begins anew from what is there when all is well: it has been seen, so it may not get lost. */
  #begin({ nodes, root, token, label }: Well): void {
    this.#begun = new Map();
    this.#goingOn.clear();
    this.#isRotating = false;
    for (const [key, { value }] of this.#acknowledged) if (value !== removed) this.#acknowledged.delete(key);
    this.#acknowledge({ kind: 'root' }, root);
    this.#acknowledge({ kind: 'token' }, token);
    this.#acknowledge({ kind: 'swarm-label' }, label);
    for (const node of nodes) {
      this.#acknowledge({ kind: 'member', of: node.id }, node.name);
      this.#acknowledge({ kind: 'certificate', of: node.id }, node.serials[0] ?? '');
      this.#acknowledge({ kind: 'node-label', of: node.id }, node.label);
      this.#acknowledge({ kind: 'role', of: node.id }, node.role);
    }
  }
}

function matches(well: Well, subject: Subject, value: string): boolean {
  const nodeOf = (id: string): SeenNode | undefined => well.nodes.find((node) => node.id === id);
  switch (subject.kind) {
    case 'member':
      return value === removed
        ? !well.rows.includes(subject.of) && well.blocked.includes(subject.of)
        : well.rows.includes(subject.of) && nodeOf(subject.of)?.name === value;
    case 'certificate': {
      // It may have been renewed since, before the process died or after the next one began.
      const { serials: [onDisk, issued] = [], isNew = false } = nodeOf(subject.of) ?? {};
      return onDisk === value || onDisk === issued || isNew;
    }
    case 'role':
      return nodeOf(subject.of)?.role === value;
    case 'node-label':
      return nodeOf(subject.of)?.label === value;
    case 'swarm-label':
      return well.label === value;
    case 'token':
      return well.token === value;
    case 'root':
      return well.root === value;
  }
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
