/** What the server is told beside the protocol, and what it asks of a client: all of it may be missing. */

/** Commands that the server names in lenses and actions, and a client carries out. */
export const clientCommands = {
  /** Opens a text that the server writes: the URI of a view. */
  openView: 'swarmpki.openView',
  /** Puts a fingerprint on the clipboard: SHA-256, hexadecimal. */
  copyFingerprint: 'swarmpki.copyFingerprint',
  /** Asks for another certificate, key or token, and opens how they differ: a `Target`. */
  compareWith: 'swarmpki.compareWith',
  /** Lets none but the owner open a file: its URI. */
  restrictPermissions: 'swarmpki.restrictPermissions',
} as const;

export type ClientCommand = (typeof clientCommands)[keyof typeof clientCommands];

/** Requests and notifications of our own; a client that sends or wants none of them loses nothing else. */
export const methods = {
  /** Client to server: {@link ViewFile}, answered by a `FileView`. */
  viewFile: 'swarmpki/viewFile',
  /** Client to server: {@link ViewedFile}, answered by a `FileView` as of now, or by nothing for a file that is not viewed. */
  viewAgain: 'swarmpki/viewAgain',
  /** Client to server: {@link ViewPart}, answered by a `FilePart`, or by nothing for what is not there. */
  viewPart: 'swarmpki/viewPart',
  /** Client to server: {@link ViewedFile}. Nobody looks at it any more. */
  forgetFile: 'swarmpki/forgetFile',
  /** Server to client, without anything: files that are viewed may be told of otherwise now. */
  viewsChanged: 'swarmpki/viewsChanged',
  /** Server to client: {@link Standings}, if it wants them. */
  standings: 'swarmpki/standings',
} as const;

/** A file that is no text is looked at: its contents come along, for they may lie where only the client can read. */
export interface ViewFile {
  readonly uri: string;
  /** base64 */
  readonly contents: string;
  /** Opens PKCS #12. It is forgotten with the answer. */
  readonly password?: string;
}

export interface ViewedFile {
  readonly uri: string;
}

/** Asks for more of an item of a file that is viewed. */
export interface ViewPart extends ViewedFile {
  /** Of the item in its file; for PEM it may be left out: then it is that of all. */
  readonly index?: number;
  readonly part: 'asn1' | 'openssl' | 'pem';
}

/** A file is viewed up to this size, bytes. */
export const largestViewed = 16 * 2 ** 20;

/** How files stand, and all of them together. */
export interface Standings {
  /** Whether this is all that there is; else it is what has changed. */
  readonly all: boolean;
  readonly files: readonly Standing[];
  readonly sum: StandingSum;
}

/** How a file stands. Texts are printable. */
export interface Standing {
  readonly uri: string;
  /** What is in it: `2 certificates, 1 private key`; left out once that is nothing. */
  readonly holds?: string;
  /** Where the first of that stands, as LSP counts. */
  readonly first?: { readonly line: number; readonly character: number; readonly isCertificate: boolean };
  readonly errors: number;
  readonly warnings: number;
  /** The gravest of what is wrong with it, as a heading and as a sentence. */
  readonly worst?: {
    readonly code: string;
    readonly severity: StandingSeverity;
    readonly title: string;
    readonly reason: string;
  };
  /** What it is to be marked with; left out where nothing is wrong that has to be mended. */
  readonly mark?: StandingMark;
  /** What will change next in it, and when: ms since epoch. */
  readonly next?: { readonly at: number; readonly what: string };
}

type StandingSeverity = 'error' | 'warning' | 'information' | 'hint';

export type StandingMark =
  | { readonly kind: 'expired' | 'secret' | 'error' | 'warning' }
  /** In few letters, how much is left: `5d`. */
  | { readonly kind: 'expires-soon'; readonly left: string };

/** All files together. */
export interface StandingSum {
  /** How many of them hold something. */
  readonly files: number;
  readonly certificates: number;
  readonly expired: number;
  readonly errors: number;
  readonly warnings: number;
  /** The certificate that ends first of those that are valid, and what is left of it: `81 days`. */
  readonly next?: { readonly uri: string; readonly name: string; readonly left: string };
}

/** `initializationOptions` */
export interface Initialization {
  /** Whether the client wants to be told how files stand, also those that are not open. */
  readonly standings?: boolean;
  /** The commands of {@link clientCommands} that the client carries out; others are not offered. */
  readonly commands?: readonly string[];
  /** As in {@link Settings}; a client that can be asked for its configuration is asked. */
  readonly settings?: unknown;
  /** Where the pages on findings lie: a URI that ends with `/`. Left out for those that lie beside the server. */
  readonly findings?: string;
  /** Texts in the language of the user, by the texts as the server has them; left out, these are shown. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** The section `swarmpki` of a client's configuration. */
export interface Settings {
  /** How many days before its end a certificate that nobody renews by itself is spoken of. */
  readonly expiryWarningDays: number;
  readonly inlayHints: boolean;
  readonly codeLenses: boolean;
}

export const defaultSettings: Settings = { expiryWarningDays: 30, inlayHints: true, codeLenses: true };

/** The section that settings stand in. */
export const section = 'swarmpki';

/** Reads settings as they come; what is none, or out of bounds, is as if it were left out. */
export function readSettings(given: unknown): Settings {
  const get = (name: keyof Settings): unknown =>
    typeof given === 'object' && given !== null ? (given as Readonly<Record<string, unknown>>)[name] : undefined;
  const days = get('expiryWarningDays');
  const toggle = (name: 'inlayHints' | 'codeLenses'): boolean => {
    const value = get(name);
    return typeof value === 'boolean' ? value : defaultSettings[name];
  };
  return {
    expiryWarningDays: typeof days === 'number' && days >= 0 && days <= 3650 ? days : defaultSettings.expiryWarningDays,
    inlayHints: toggle('inlayHints'),
    codeLenses: toggle('codeLenses'),
  };
}
