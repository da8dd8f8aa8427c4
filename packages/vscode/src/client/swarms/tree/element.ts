import { hash } from 'node:crypto';
import type { Standing } from '@swarmpki/core/engine/health';
import type { Clicked } from '../../engines/subject.ts';

/** Something that is said in the place of a swarm, or beside it. */
export type Note =
  /** It is being asked. */
  | 'asking'
  /** A lab that nobody hosts. */
  | 'stopped'
  /** It is out of reach: why, and what to do about it. */
  | 'problem'
  | 'next'
  /** It is in no swarm. */
  | 'empty'
  /** A manager whose keys are locked. */
  | 'locked'
  /** It is in a swarm, and only managers show that. */
  | 'worker'
  /** A manager that does not show its swarm. */
  | 'refused';

/** What an element of the tree stands for. */
type Subject =
  | { readonly kind: 'engine' }
  | { readonly kind: 'note'; readonly note: Note }
  | { readonly kind: 'root' }
  | { readonly kind: 'tokens' }
  | { readonly kind: 'token'; readonly role: 'worker' | 'manager' }
  /** One that waits in vain has something below it: VS Code opens that only of an element that is new. */
  | { readonly kind: 'rotation'; readonly waits: boolean }
  /** A node for which a rotation waits in vain. */
  | { readonly kind: 'blocker'; readonly node: string }
  /** Those for which it waits in vain as well, and there is no more room. */
  | { readonly kind: 'more-blockers' }
  | { readonly kind: 'clock' }
  | { readonly kind: 'nodes' }
  /** Of many nodes those that stand alike. */
  | { readonly kind: 'standing'; readonly standing: Standing }
  /** Of many that stand alike some, in the order of their names. */
  | { readonly kind: 'page'; readonly standing: Standing; readonly from: number; readonly size: number }
  | { readonly kind: 'node'; readonly node: string };

/** An element of the tree: what it is and where it stands, not what is said of it. The same as long as it is shown. */
export type TreeElement = Clicked &
  Subject & {
    /** Never changes. */
    readonly id: string;
    readonly parent: TreeElement | undefined;
  };
export type ElementOf<Kind extends TreeElement['kind']> = Extract<TreeElement, { readonly kind: Kind }>;

/** Ids of nodes are an engine's word. */
const longestId = 100;

export function engineElement(swarm: string): TreeElement {
  return { kind: 'engine', id: swarm, swarm, parent: undefined };
}

/** An element below another one. Its id says where: two places of one node are two elements. */
export function below(parent: TreeElement, subject: Exclude<Subject, { readonly kind: 'engine' }>): TreeElement {
  return { ...subject, id: `${parent.id}#${keyOf(subject)}`, swarm: parent.swarm, parent };
}

function keyOf(subject: Exclude<Subject, { readonly kind: 'engine' }>): string {
  const { kind } = subject;
  switch (kind) {
    case 'note':
      return `${kind}:${subject.note}`;
    case 'token':
      return `${kind}:${subject.role}`;
    case 'standing':
      return `${kind}:${subject.standing}`;
    case 'page':
      return `${kind}:${subject.from}:${subject.size}`;
    case 'rotation':
      return subject.waits ? `${kind}:waits` : kind;
    case 'node':
    case 'blocker':
      return `${kind}:${subject.node.length > longestId ? hash('sha256', subject.node) : subject.node}`;
    case 'root':
    case 'tokens':
    case 'more-blockers':
    case 'clock':
    case 'nodes':
      return kind;
  }
}
