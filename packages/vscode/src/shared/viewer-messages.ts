import type { FilePart, FileView } from './file-view.ts';

/** What the extension tells the page of the viewer. */
export type ToPage =
  | { readonly type: 'words'; readonly words: ViewerWords }
  | { readonly type: 'file'; readonly name: string; readonly state: FileState }
  | { readonly type: 'part'; readonly index: number; readonly part: 'asn1' | 'openssl'; readonly content?: FilePart };

/** How it is with a file. */
export type FileState =
  | { readonly kind: 'view'; readonly view: FileView; readonly isText: boolean }
  /** Sizes in bytes. */
  | { readonly kind: 'too-large'; readonly size: number; readonly most: number }
  | { readonly kind: 'not-read'; readonly reason: string };

/** What the page asks for. */
export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'open'; readonly link: number }
  | { readonly type: 'copy'; readonly index: number }
  | { readonly type: 'pem'; readonly index?: number }
  | { readonly type: 'decoded' }
  | { readonly type: 'part'; readonly index: number; readonly part: 'asn1' | 'openssl' }
  | { readonly type: 'finding'; readonly code: string }
  | { readonly type: 'password' }
  | { readonly type: 'text' };

/** Reads what a page has sent: whoever could make it send something else gets nothing for it. */
export function readFromPage(given: unknown): FromPage | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { type, link, index, part, code } = given as Readonly<Record<string, unknown>>;
  switch (type) {
    case 'ready':
    case 'password':
    case 'decoded':
    case 'text':
      return { type };
    case 'open':
      return isIndex(link) ? { type, link } : undefined;
    case 'copy':
      return isIndex(index) ? { type, index } : undefined;
    case 'pem':
      return index === undefined ? { type } : isIndex(index) ? { type, index } : undefined;
    case 'part':
      return isIndex(index) && (part === 'asn1' || part === 'openssl') ? { type, index, part } : undefined;
    case 'finding':
      return typeof code === 'string' && /^[a-z][a-z-]{0,60}$/.test(code) ? { type, code } : undefined;
    default:
      return undefined;
  }
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** The texts of the page, in the language of the editor; `{0}` stands for what is put there. */
export interface ViewerWords {
  readonly reading: string;
  readonly asText: string;
  readonly isText: string;
  readonly enterPassword: string;
  readonly locked: string;
  readonly wrongPassword: string;
  readonly pem: string;
  readonly allPem: string;
  readonly decoded: string;
  readonly copyFingerprint: string;
  readonly asn1: string;
  readonly openssl: string;
  readonly notShown: string;
  readonly relations: string;
  readonly chain: string;
  readonly chainOpen: string;
  readonly thisOne: string;
  readonly findings: string;
  readonly fileFindings: string;
  readonly explain: string;
  readonly seeAlso: string;
  readonly life: string;
  readonly lifeRenewal: string;
  readonly renewalWindow: string;
  readonly now: string;
  readonly more: string;
  readonly moreItems: string;
  readonly tooLarge: string;
  readonly tooLargeNext: string;
  readonly notRead: string;
  readonly empty: string;
  readonly nothing: string;
  readonly nothingNext: string;
  readonly bytes: string;
  readonly items: string;
  readonly within: string;
  readonly severities: Readonly<Record<'error' | 'warning' | 'information' | 'hint', string>>;
}
