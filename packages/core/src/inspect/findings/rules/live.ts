import { hash } from 'node:crypto';
import { certificatePem } from '../../../x509/certificate.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import { printable } from '../../../printable.ts';
import type { LiveSwarm } from '../live-swarm.ts';
import type { Material, Rule } from '../material.ts';
import { say } from '../say.ts';
import { capital, rootCalled } from '../words.ts';
import { rootsOf } from './root-candidates.ts';

/** Roots that a swarm which somebody watches has left behind. */
export const rootsLeftBehind: Rule = function* (material) {
  if (material.swarms.length === 0) return;
  for (const { read } of rootsOf(material)) {
    const { certificate, item } = read;
    const swarm = formerlyOf(material, certificate);
    if (swarm === undefined) continue;
    yield say('root-rotated-away', item.place, {
      reason: `${capital(rootCalled(certificate))} was the root of ${nameOf(swarm)}, whose nodes trust another one now: it has been rotated away.`,
      cure: 'Take the root of today: `docker swarm ca`, on a manager, prints it. Whatever trusts this one alone refuses the nodes of that swarm.',
      facts: { digest: digestOf(certificate), root: swarm.root },
    });
  }
};

/** The swarm whose root a certificate was; `undefined` where none is known, or where one has it still. */
export function formerlyOf({ swarms }: Material, certificate: Certificate): LiveSwarm | undefined {
  if (swarms.length === 0) return undefined;
  const digest = digestOf(certificate);
  if (swarms.some(({ root }) => root === digest)) return undefined;
  return swarms.find(({ formerRoots }) => formerRoots.includes(digest));
}

/** How a join token stands to the swarms that somebody watches. */
export type TokenStanding = { readonly is: 'current' | 'replaced' | 'of-former-root'; readonly swarm: LiveSwarm };

/** @param digest as it carries it @param text all of it @returns `undefined` for a token of other swarms */
export function standingOf({ swarms }: Material, digest: string, text: string): TokenStanding | undefined {
  const swarm = swarms.find(({ root }) => root === digest);
  if (swarm === undefined) {
    const former = swarms.find(({ formerRoots }) => formerRoots.includes(digest));
    return former && { is: 'of-former-root', swarm: former };
  }
  const isKnown = swarm.tokens.length > 0 && text !== '';
  return { is: isKnown && !swarm.tokens.includes(hash('sha256', text, 'hex')) ? 'replaced' : 'current', swarm };
}

export function nameOf({ name }: LiveSwarm): string {
  return printable(name, 80);
}

function digestOf(certificate: Certificate): string {
  return hash('sha256', certificatePem(certificate), 'hex');
}
