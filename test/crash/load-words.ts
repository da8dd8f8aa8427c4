/** What a member is that was removed. */
export const removed = 'removed';

/** What can be done, each to something of its own: what was done to it last is what is to be found. */
export type Subject =
  | { readonly kind: 'member'; readonly of: string }
  | { readonly kind: 'certificate'; readonly of: string }
  | { readonly kind: 'role'; readonly of: string }
  | { readonly kind: 'node-label'; readonly of: string }
  | { readonly kind: 'swarm-label' }
  | { readonly kind: 'token' }
  | { readonly kind: 'root' };

/** A node as it is when all is well. */
export interface SeenNode {
  readonly name: string;
  readonly id: string;
  /** Serial numbers of the certificate on its disk, and of the one that it was issued last. */
  readonly serials: readonly string[];
  /** It was renewed since its process began. */
  readonly isNew: boolean;
  readonly label: string;
  readonly role: string;
}

/** What is said. */
export type LoadWord =
  /** All that was under way has ended. */
  | {
      readonly kind: 'well';
      readonly nodes: readonly SeenNode[];
      readonly rows: readonly string[];
      readonly blocked: readonly string[];
      readonly label: string;
      readonly token: string;
      readonly root: string;
    }
  /** From now on until the same number is done or refused, nobody knows what of it lasts. */
  | { readonly kind: 'will'; readonly number: number; readonly subjects: readonly Subject[] }
  | { readonly kind: 'done'; readonly number: number; readonly subject: Subject; readonly value: string }
  | { readonly kind: 'refused'; readonly number: number; readonly why: string }
  /** It had been cut off at the end of a rotation, and was removed. */
  | { readonly kind: 'stranded'; readonly subject: Subject }
  /** So it is from now on with what begins by itself, until it is seen. */
  | { readonly kind: 'begun'; readonly subject: Subject }
  /** It came about without being asked for. */
  | { readonly kind: 'seen'; readonly subject: Subject; readonly value: string };
