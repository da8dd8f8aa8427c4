export { openDocument, placed } from './document.ts';
export type { Change, Edited, FindInDocument, TextDocument } from './document.ts';
export { defaultBounds } from '../text/bounds.ts';
export type { Bounds } from '../text/bounds.ts';
export type { Cut, DerFind, Find, PemFind, TokenFind, UnlockKeyFind } from '../text/find.ts';
