import type { ReactNode } from 'react';
import type { Deeds, Reached } from './deeds.ts';
import type { State, Where } from './state.ts';

/** What a screen and its keys see. */
export interface View<Own> {
  readonly state: State;
  readonly own: Own;
  readonly where: Where;
}

export type Section = 'move' | 'look' | 'act' | 'everywhere';

interface Described {
  /** `node.renew`; never changes. */
  readonly id: string;
  /** A verb and what it is done to, in a few words: `renew now`. */
  readonly title: string;
  /** A sentence for help and palette. */
  readonly about: string;
  readonly keys: readonly string[];
  readonly section: Section;
  /** The more, the sooner it stands in the footer; left out, it never does. */
  readonly weight?: number;
  /** On purpose it takes keys that mean something else on other screens. */
  readonly takesKeys?: true;
}

/** A key that changes what is shown. */
interface Local<Own> extends Described {
  /** On a real engine there is nothing of the kind: it is not offered there at all. */
  readonly labOnly?: true;
  readonly possible?: (view: View<Own>) => boolean;
  readonly run: (view: View<Own>, app: Deeds, key: string) => void;
}

/** A key that runs a command, as a shell would. */
interface ByCommand<Own> extends Described {
  /** The name of the command: `node renew`. Its danger, its docker form and whether a lab is needed are known by it. */
  readonly command: string;
  /** What stands behind the name; `undefined` where it cannot be run now. Never anything secret. */
  readonly words: (view: View<Own>) => readonly string[] | undefined;
}

export type Binding<Own = unknown> = Local<Own> | ByCommand<Own>;

export interface Explanation {
  /** One sentence or two. */
  readonly short: string;
  /** Sentences, each of them a line of its own or more. */
  readonly long: readonly string[];
}

export interface Room {
  readonly width: number;
  readonly height: number;
}

/** What has to be asked for beyond the sight of the swarm. */
export interface Live<Own> {
  /** It is asked for anew when this is another one. */
  readonly key: string;
  /** @returns what becomes of what the screen keeps for itself */
  readonly load: (reached: Reached, signal: AbortSignal) => Promise<(own: Own) => Own>;
}

export interface Screen<Own = unknown> {
  readonly id: string;
  /** In the tabs, with their number; screens of one subject, `node`, have none. */
  readonly tab?: { readonly number: number; readonly title: string };
  /** It can be shown also where there is no swarm. */
  readonly needsNoSwarm?: true;
  /** Where one is, as crumbs. */
  readonly crumbs: (view: View<Own>) => readonly string[];
  readonly initial: Own;
  readonly bindings: readonly Binding<Own>[];
  /** Shows itself in exactly that much room; to a screen reader in the order in which it is written there. */
  readonly render: (view: View<Own>, room: Room) => ReactNode;
  readonly explain: (view: View<Own>) => Explanation;
  readonly live?: (view: View<Own>) => Live<Own> | undefined;
}

/** A screen among others: what it keeps for itself is known to it alone. */
export function screen<Own>(typed: Screen<Own>): Screen {
  const typedView = (view: View<unknown>): View<Own> => view as View<Own>;
  const { live } = typed;
  return {
    ...typed,
    ...(live && { live: (view: View<unknown>) => live(typedView(view)) }),
    crumbs: (view) => typed.crumbs(typedView(view)),
    render: (view, room) => typed.render(typedView(view), room),
    explain: (view) => typed.explain(typedView(view)),
    bindings: typed.bindings as readonly Binding[],
  } as Screen;
}
