/** What is shown of a file that is no text: plain data, in which whatever is of others is printable. Nothing secret. */
export interface FileView {
  readonly uri: string;
  /** bytes */
  readonly size: number;
  /** In the order of the file; what a container holds behind it. */
  readonly items: readonly ItemView[];
  /** So many more are not shown. */
  readonly more: number;
  /** What is to be said of the file, and not of one of its items. */
  readonly findings: readonly FindingView[];
  /** Whether a password would open more of it, and whether one was given that did not. */
  readonly lock?: 'no-password' | 'wrong-password';
  /** Where links lead, by their number. */
  readonly links: readonly LinkTarget[];
  /** When this was so, ms since epoch. */
  readonly now: number;
}

/** A place that a link leads to. */
export interface LinkTarget {
  readonly uri: string;
  /** Of a text, from 0. */
  readonly line?: number;
}

export type ToneView = 'plain' | 'good' | 'warn' | 'bad' | 'muted';

export interface SpanView {
  readonly text: string;
  readonly tone: ToneView;
}

export interface ItemView {
  /** In its file. */
  readonly index: number;
  readonly kind: string;
  /** What it is called: `worker k2f0…`. */
  readonly name: string;
  /** `81 days left`; empty where time changes nothing. */
  readonly state: string;
  /** The gravest that is to be said of it. */
  readonly tone: ToneView;
  /** What it lies in: `certificate 2`. */
  readonly within: readonly string[];
  /** `certificate of a swarm worker` */
  readonly title: readonly SpanView[];
  readonly rows: readonly RowView[];
  readonly life?: LifeView;
  readonly findings: readonly FindingView[];
  readonly relations: readonly RelationView[];
  readonly chain?: ChainView;
  /** SHA-256, hexadecimal. */
  readonly fingerprint?: string;
  /** What more there is to ask for. */
  readonly parts: readonly ('asn1' | 'openssl' | 'pem')[];
}

export interface RowView {
  readonly label: string;
  /** One or more lines. */
  readonly lines: readonly (readonly SpanView[])[];
}

/** From when until when something is valid, and where in that now is. Times are ms since epoch. */
export interface LifeView {
  readonly from: number;
  readonly until: number;
  readonly fromText: string;
  readonly untilText: string;
  /** When a node renews it. */
  readonly renewal?: { readonly from: number; readonly until: number; readonly text: string };
  readonly tone: ToneView;
}

export interface FindingView {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly reason: string;
  readonly cure: string;
  readonly related: readonly LinkView[];
}

export interface LinkView {
  readonly text: string;
  /** Which of {@link FileView.links}. */
  readonly link: number;
}

export interface RelationView {
  readonly label: string;
  readonly others: readonly LinkView[];
  /** So many more are not named; where nobody is named, what there is to say. */
  readonly more: number;
  readonly text?: string;
}

export interface ChainView {
  /** From the leaf up. */
  readonly steps: readonly ChainStepView[];
  /** Whether it ends with a root. */
  readonly complete: boolean;
}

interface ChainStepView extends LinkView {
  readonly state: string;
  readonly where: string;
  readonly tone: ToneView;
  /** It is the item itself. */
  readonly isHere: boolean;
}

/** More of a file: as text, or as a tree. */
export type FilePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tree'; readonly elements: readonly ElementView[] };

/** An element of DER, each before those in it. */
export interface ElementView {
  readonly depth: number;
  readonly offset: number;
  readonly length: number;
  readonly tag: string;
  readonly value: string;
  readonly damage?: string;
}
