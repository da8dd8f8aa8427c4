import type { TextRange } from '../place.ts';
import { code, isBase64, readEscape } from './characters.ts';
import type { PemDamage } from './find.ts';

const nothing = new Uint8Array();

/** The base64 of a block, gathered from where it lies in a text. What is not there is not copied before it is decoded. */
export class Base64Text {
  readonly #text: string;
  /** What lies before the last interruption. */
  #before = '';
  /** From here to the end only blanks and line breaks lie between. */
  #start = 0;
  #end = 0;
  /** Characters before the padding. */
  #length = 0;
  #padding = 0;
  #firstPadding: TextRange | undefined;
  #goesOn = false;

  constructor(text: string) {
    this.#text = text;
  }

  get isEmpty(): boolean {
    return this.#end === 0;
  }

  /** Characters, without padding. */
  get length(): number {
    return this.#length;
  }

  /** Takes what is base64 without a break; also what is written as an escape. @returns behind it */
  take(start: number, limit: number): number {
    let at = start;
    let from = start;
    for (;;) {
      while (at < limit && isBase64(this.#text.charCodeAt(at))) at++;
      this.#add(from, at);
      from = at;
      while (at < limit && this.#text.charCodeAt(at) === code.equals) at++;
      if (at > from) this.#pad(from, at);
      else {
        const escape = readEscape(this.#text, at);
        if (escape === undefined || escape.end > limit) return at;
        if (isBase64(escape.unit)) this.#put(escape.unit, at, escape.end);
        else if (escape.unit === code.equals) this.#pad(at, escape.end);
        else return at;
        at = escape.end;
      }
      from = at;
    }
  }

  /** What comes next is parted from what came before by something that must not be decoded. */
  interrupt(): void {
    if (this.#end > this.#start) this.#before += this.#text.slice(this.#start, this.#end);
    this.#start = this.#end;
  }

  /** As far as it can be read: up to the padding. */
  decode(): { readonly der: Uint8Array; readonly damage?: PemDamage } {
    if (this.isEmpty) return { der: nothing };
    const base64 = this.#before + this.#text.slice(this.#start, this.#end);
    const der = Buffer.from(base64, 'base64');
    const damage = this.#damage();
    return damage === undefined ? { der } : { der, damage };
  }

  #damage(): PemDamage | undefined {
    const padding = this.#firstPadding;
    if (this.#goesOn && padding !== undefined) return { code: 'bad-padding', range: padding };
    const left = this.#length % 4;
    const last = { start: Math.max(this.#end - 1, 0), end: this.#end };
    if (left === 1) return { code: 'truncated-base64', range: last };
    if (this.#padding === (4 - left) % 4) return undefined;
    return { code: 'bad-padding', range: padding ?? last };
  }

  #add(start: number, end: number): void {
    if (end === start) return;
    if (this.#firstPadding !== undefined) {
      this.#goesOn = true;
      return;
    }
    if (this.#start === this.#end) this.#start = start;
    this.#end = end;
    this.#length += end - start;
  }

  #put(unit: number, start: number, end: number): void {
    if (this.#firstPadding !== undefined) {
      this.#goesOn = true;
      return;
    }
    this.interrupt();
    this.#before += String.fromCharCode(unit);
    this.#start = end;
    this.#end = end;
    this.#length++;
  }

  #pad(start: number, end: number): void {
    this.#padding++;
    if (end - start > 1 && this.#text.charCodeAt(start) === code.equals) this.#padding += end - start - 1;
    this.#firstPadding ??= { start, end };
    if (this.#end === 0) [this.#start, this.#end] = [start, start];
  }
}
