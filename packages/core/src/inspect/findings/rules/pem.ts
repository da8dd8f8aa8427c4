import { printable } from '../../../printable.ts';
import type { Item } from '../../items/item.ts';
import type { Find, PemDamage, PemFind } from '../../text/find.ts';
import type { Rule } from '../material.ts';
import { say } from '../say.ts';
import { called, capital } from '../words.ts';
import { counted } from '../../../time-words.ts';

/** What can be wrong with the text, in words. */
const damages: Readonly<Record<PemDamage['code'], string>> = {
  'no-end': 'It has no END line',
  'labels-differ': 'Its END line names something else than its BEGIN line',
  'bad-character': 'A character stands in it that is none of base64',
  'bad-padding': 'Its base64 is padded wrongly',
  'truncated-base64': 'Its base64 breaks off within a byte',
  'bad-header': 'A line before its contents is no header',
  marker: 'Its BEGIN or END line is written wrongly',
  'too-long': 'It is longer than anything that is read here',
  empty: 'Nothing stands in it',
};

/** So many places of one block are told. */
const mostTold = 3;

/** Blocks whose text is damaged. */
export const pemDamage: Rule = function* ({ items }) {
  const seen = new Set<Find>();
  for (const { find, place } of items) {
    if (find?.kind !== 'pem' || seen.has(find)) continue;
    seen.add(find);
    for (const { code, range } of find.damage.slice(0, mostTold)) {
      const more = find.damage.length > mostTold ? ` It is one of ${find.damage.length} damages of this block.` : '';
      yield say('pem-damaged', range.end > range.start ? { ...place, range } : place, {
        reason: `${damages[code]}: ${what(find)}.${more}`,
        cure: 'Copy the block again, whole, from its BEGIN line to its END line.',
        facts: { damage: code },
      });
    }
  }
};

function what({ label }: PemFind): string {
  return `block “${printable(label, 60)}”`;
}

/** Labels that say something else than what is in the block. */
export const wrongLabels: Rule = function* ({ items }) {
  const seen = new Set<Find>();
  for (const { find, place, properLabel } of items) {
    if (find?.kind !== 'pem' || seen.has(find)) continue;
    seen.add(find);
    if (properLabel !== undefined) {
      yield say(
        'wrong-label',
        { ...place, range: find.begin },
        {
          reason: `The block is called “${printable(find.label, 60)}”, and holds what is called “${properLabel}”. OpenSSL goes by the label.`,
          cure: `Write “${properLabel}” into its BEGIN and END lines, if it is what you meant to have.`,
        },
      );
    } else if (find.label === trusted) {
      yield say(
        'wrong-label',
        { ...place, range: find.begin },
        {
          severity: 'information',
          reason: `“${trusted}” is OpenSSL’s own form, with settings behind the certificate: Docker and most others do not read it.`,
          cure: `\`openssl x509 -in FILE\` writes the certificate without them.`,
        },
      );
    }
  }
};

const trusted = 'TRUSTED CERTIFICATE';

/** Bytes behind what was read. */
export const trailingData: Rule = function* ({ items }) {
  for (const item of items) {
    const { trailing = 0, find } = item;
    if (trailing === 0 || (find?.kind === 'pem' && find.label === trusted)) continue;
    const isCertificate = item.kind === 'certificate';
    const whose = isCertificate ? called(item.skim) : 'what was read';
    yield say('trailing-data', item.place, {
      reason: `${counted(trailing, 'byte')} stand behind ${whose}. ${isCertificate ? 'Docker says “Failed to parse certificate” to that.' : 'Others may refuse it.'}`,
      cure: isCertificate
        ? 'Write it anew: `openssl x509 -in FILE` drops what follows.'
        : 'Get it again from where it was made.',
      facts: { bytes: trailing },
    });
  }
};

/** What cannot be read at all; where the text is damaged, that is said. */
export const unreadable: Rule = function* ({ items }) {
  for (const item of items) {
    if (item.kind !== 'unreadable' || isDamaged(item)) continue;
    const { message, next = 'Get it again from where it was made.' } = item.problem;
    yield say('unreadable', item.place, {
      reason: `${capital(printable(message, 300))}.`,
      cure: printable(next, 300),
      facts: { as: printable(item.as, 60) },
    });
  }
};

function isDamaged({ find }: Item): boolean {
  return find?.kind === 'pem' && find.damage.length > 0;
}

/** Certificates that can be skimmed, and not be read strictly. */
export const notStrict: Rule = function* ({ items, certificates }) {
  const strict = new Set(certificates.map(({ index }) => index));
  for (const [index, item] of items.entries()) {
    if (item.kind !== 'certificate' || strict.has(index) || isDamaged(item)) continue;
    yield say('not-strict', item.place, {
      reason: `${capital(called(item.skim))} can be read as far as names and dates go; something else in it breaks the rules of DER, or of the extension that it is in.`,
      cure: 'Have it made again by another program. `openssl x509 -text` shows how far others read it.',
    });
  }
};
