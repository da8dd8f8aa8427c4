import { sameBytes } from '../../../x509/certificate.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import { shortestLife } from '../../../x509/root-ca.ts';
import { renewalWindow } from '../../../x509/renewal-window.ts';
import type { Validity } from '../../../x509/time.ts';
import type { CertificateItem } from '../../items/item.ts';
import { swarmIdentityOf } from '../../items/swarm-identity.ts';
import type { FindingCode } from '../catalogue.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from '../material.ts';
import { say } from '../say.ts';
import { called, capital, rootCalled } from '../words.ts';
import { day, inDays, moment, span } from '../../../time-words.ts';
import { expiredCure } from './mending.ts';

/** A certificate that begins within this from now was hardly meant for later: ms. */
const skew = day;
/** Of a short validity less than this is little, however much that is. */
const littleShare = 0.2;

/** Whether certificates are valid now, and for how much longer. */
export const validity: Rule = function* ({ items, now, soon }) {
  for (const item of items) {
    if (item.kind !== 'certificate') continue;
    const finding = ofCertificate(item, now, soon);
    if (finding !== undefined) yield finding;
  }
};

function ofCertificate(item: CertificateItem, now: number, soon: number): Finding<FindingCode> | undefined {
  const { notBefore, notAfter } = item.skim;
  const name = called(item.skim);
  if (notAfter < notBefore) {
    return say('never-valid', item.place, {
      reason: `${capital(name)} ends (${moment(notAfter)}) before it begins (${moment(notBefore)}).`,
      cure: 'Have it made again.',
    });
  }
  if (now < notBefore) return early(item, now);
  if (now > notAfter) {
    return say('expired', item.place, {
      reason: `${capital(name)} expired on ${moment(notAfter)}, ${span(now - notAfter)} ago.`,
      cure: expiredCure(item.skim),
      facts: { notAfter, daysLeft: inDays(notAfter - now) },
    });
  }
  return endsSoon(item, now, soon);
}

function early(item: CertificateItem, now: number): Finding<FindingCode> {
  const { notBefore } = item.skim;
  const reason = `${capital(called(item.skim))} becomes valid on ${moment(notBefore)}, in ${span(notBefore - now)}.`;
  const facts = { notBefore, secondsEarly: Math.round((notBefore - now) / 1000) };
  if (notBefore - now > skew) {
    return say('not-yet-valid', item.place, { reason, cure: 'Wait, or use another until then.', facts });
  }
  const about =
    swarmIdentityOf(item.skim) === undefined ? '' : ' Swarm dates its certificates back by an hour for that.';
  return say('clock-skew', item.place, {
    reason: `${reason} This clock is slow, or that of whoever made it is fast.${about}`,
    cure: 'Compare the clocks: `timedatectl` on both machines. Set the wrong one right; the certificate needs no change.',
    facts,
  });
}

function endsSoon(item: CertificateItem, now: number, soon: number): Finding<FindingCode> | undefined {
  const { notAfter } = item.skim;
  const identity = swarmIdentityOf(item.skim);
  const facts = { notAfter, daysLeft: inDays(notAfter - now), shareLeft: shareLeft(item.skim, now) };
  const left = `${span(notAfter - now)} (${Math.floor(facts.shareLeft * 100)} % of its validity) left, until ${moment(notAfter)}`;
  if (identity !== undefined && identity.role !== 'ca') {
    const { until } = renewalWindow(item.skim);
    if (now < until) return undefined;
    return say('renewal-overdue', item.place, {
      reason: `${capital(called(item.skim))} should have been renewed by ${moment(until)}. It has ${left}.`,
      cure: 'See whether its node reaches a manager: `docker info` there names the managers, and its log says why renewals fail (`journalctl -u docker | grep -i renew`). Renewing all at once: `docker swarm ca --rotate`.',
      facts: { ...facts, renewalUntil: until },
    });
  }
  // The roots of swarms have a rule of their own: a year.
  if (identity !== undefined || !isLittle(item.skim, now, soon)) return undefined;
  return say('expires-soon', item.place, {
    reason: `${capital(called(item.skim))} has ${left}.`,
    cure: 'Renew it where it was made.',
    facts,
  });
}

function isLittle({ notBefore, notAfter }: Validity, now: number, soon: number): boolean {
  return notAfter - now < little({ notBefore, notAfter }, soon);
}

function little({ notBefore, notAfter }: Validity, soon: number): number {
  return Math.min(soon, (notAfter - notBefore) * littleShare);
}

/**
 * The moments, ms since epoch, at which something else is to be said of a certificate by its dates than just before.
 *
 * @param soon as {@link Material.soon}
 */
export function turningPoints({ notBefore, notAfter }: Validity, soon: number): readonly number[] {
  const renewal = renewalWindow({ notBefore, notAfter });
  return [
    notBefore - skew,
    notBefore,
    renewal.from,
    renewal.until,
    notAfter - shortestLife + 1,
    Math.floor(notAfter - little({ notBefore, notAfter }, soon)) + 1,
    notAfter + 1,
  ];
}

function shareLeft({ notBefore, notAfter }: Validity, now: number): number {
  return notAfter === notBefore ? 0 : Math.round(((notAfter - now) / (notAfter - notBefore)) * 1000) / 1000;
}

/** Certificates that end after whoever issued them. */
export const outlivesIssuer: Rule = function* (material) {
  for (const { certificate, issuers } of material.related('issued-by')) {
    const [own, item] = [material.certificateAt(certificate), material.items[certificate]];
    const ends = issuers.flatMap((index) => material.certificateAt(index) ?? []);
    const last = ends.toSorted((a, b) => b.notAfter - a.notAfter)[0];
    if (own === undefined || item === undefined || last === undefined || own.notAfter <= last.notAfter) continue;
    // A cross-signed root has the dates of the new root, and is not meant to last.
    if (sameBytes(own.subject, own.issuer)) continue;
    yield say('outlives-issuer', item.place, {
      reason: `${capital(called(own))} is valid until ${moment(own.notAfter)}, its issuer ${rootCalled(last)} only until ${moment(last.notAfter)}.`,
      cure: 'Renew or rotate the issuer before that day: `docker swarm ca --rotate` makes a new root of a swarm.',
      facts: { notAfter: own.notAfter, issuerNotAfter: last.notAfter },
    });
  }
};

/** Whether a certificate is a node's. */
export function isNode(certificate: Pick<Certificate, 'subject'>): boolean {
  const role = swarmIdentityOf(certificate)?.role;
  return role === 'manager' || role === 'worker';
}
