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

/** `initializationOptions` */
export interface Initialization {
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
