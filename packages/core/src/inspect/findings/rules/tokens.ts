import { Problem } from '../../../problem.ts';
import { groupBy } from '../../relations/group.ts';
import type { JoinTokenItem } from '../../items/item.ts';
import type { FindingCode } from '../catalogue.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from '../material.ts';
import { say } from '../say.ts';
import { capital, rootCalled } from '../words.ts';
import { nameOf, standingOf } from './live.ts';
import type { TokenStanding } from './live.ts';
import { rootsOf } from './root-candidates.ts';
import { sourcesWithOtherText, textBefore } from './surroundings.ts';

const printed = '`docker swarm join-token worker` (or `manager`), on a manager, prints it';

/** Join tokens that are none. What stands for a token in a page or a template is as it should be. */
export const malformedTokens: Rule = function* (material) {
  const documents = sourcesWithOtherText(material);
  for (const item of material.items) {
    if (item.kind !== 'join-token') continue;
    const isDocument = documents.has(item.place.source);
    if (isPlaceholder(item) && isDocument) continue;
    if (!isDocument && variable.test(textOf(item))) {
      yield say('token-template', item.place, {
        reason:
          'A variable, or something to be filled in, stands in the join token. Docker says “invalid join token” to it.',
        cure: `See why it was not replaced: in a shell and in templates, whether the name is right and has a value. ${capital(printed)}.`,
      });
      continue;
    }
    const wrong = item.token instanceof Problem ? item.token.expected : whatIsWrong(textOf(item));
    if (wrong === undefined) continue;
    yield say('token-malformed', item.place, {
      reason: `Docker says “${item.token instanceof Problem ? item.token.message : refusedAsToken}” to it. ${item.token instanceof Problem ? 'Expected is ' : 'For '}${wrong}.`,
      cure: `Copy it again, whole: ${printed}.`,
    });
  }
};

const refusedAsToken = 'A valid join token is necessary to join this cluster';

function textOf({ find }: JoinTokenItem): string {
  return find?.kind === 'join-token' ? find.text : '';
}

/** What a node does not look at and a manager does: it compares the whole text with its own (docs/protocol.md §2.2). */
function whatIsWrong(text: string): string | undefined {
  const parts = text.split('-');
  const [digest = '', secret = ''] = parts.slice(-2);
  if (!/^[0-9a-z]*$/.test(digest)) return 'its digest has characters other than digits and small letters';
  if (!/^[0-9a-z]*$/.test(secret)) return 'its secret has characters other than digits and small letters';
  return parts[1] === '2' && parts[2] === '0'
    ? 'no swarm issues tokens of version 2 that do not demand FIPS'
    : undefined;
}

/** Of shells, Jinja, Go templates, and what people write for others to fill in. */
const variable = /[{}$<>%]/;

function isPlaceholder({ find }: JoinTokenItem): boolean {
  return find?.kind === 'join-token' && find.placeholder;
}

/** Join tokens beside roots: of which they are. */
export const tokenRoots: Rule = function* (material) {
  const roots = rootsOf(material).filter(({ isSwarms }) => isSwarms);
  const current = new Set(roots.flatMap(({ read, isCurrent }) => (isCurrent ? [read.index] : [])));
  const matches = groupBy(material.related('token-root'), ({ token }) => token);
  for (const [index, item] of material.items.entries()) {
    if (item.kind !== 'join-token' || item.token instanceof Problem || !isWhole(item)) continue;
    if (item.token.fips) yield fips(item);
    const standing = standingOf(material, item.token.digest, textOf(item));
    if (standing !== undefined) {
      if (standing.is !== 'current') yield outdated(item, item.token.digest, standing);
      continue;
    }
    const [first] = roots;
    if (first === undefined) continue;
    const mine = matches.get(index) ?? [];
    const facts = { digest: item.token.digest };
    if (mine.length === 0) {
      const beside = first.read;
      yield say('token-of-other-root', item.place, {
        reason: `The digest in the token, ${item.token.digest.slice(0, 12)}…, is that of none of the roots here, such as ${rootCalled(beside.certificate)}. Joining their swarm with it fails: “remote CA does not match fingerprint”.`,
        cure: `Ask the swarm that is to be joined: ${printed}. If it stands behind a proxy that shows a certificate of its own, join past it.`,
        related: [beside.item.place],
        facts,
      });
    } else if (current.size > 0 && !mine.some((match) => match.roots.some((root) => current.has(root)))) {
      const old = material.certificateAt(mine[0]?.roots[0]);
      yield say('token-of-old-root', item.place, {
        reason: `The token belongs to ${old === undefined ? 'an older root' : rootCalled(old)}, which is not what nodes trust now: the root has been rotated since the token was printed.`,
        cure: `Take the token of today: ${printed}.`,
        related: roots
          .filter(({ isCurrent }) => isCurrent)
          .slice(0, 3)
          .map(({ read }) => read.item.place),
        facts,
      });
    }
  }
};

/** A token that a swarm which somebody watches does not take any more. */
function outdated(item: JoinTokenItem, digest: string, { is, swarm }: TokenStanding): Finding<FindingCode> {
  const cure = `Take the token of today: ${printed}.`;
  return is === 'replaced'
    ? say('token-replaced', item.place, {
        reason: `The token is for the root of ${nameOf(swarm)}, and neither of its two join tokens: that has been replaced since. Docker says “${refusedAsToken}” to it.`,
        cure,
      })
    : say('token-of-old-root', item.place, {
        reason: `The token belongs to a root that ${nameOf(swarm)} has rotated away since the token was printed.`,
        cure,
        facts: { digest },
      });
}

function fips(item: JoinTokenItem): Finding<FindingCode> {
  return say('token-fips', item.place, {
    reason:
      'The token says that its swarm demands FIPS: other engines refuse it with “node is not FIPS-enabled but cluster requires FIPS”.',
    cure: 'Nothing, if the engine that joins runs in FIPS mode.',
  });
}

/** How a token is asked for on a command line, and called in files of variables. */
const wantsToken = /(--token[=\s]|join[-_]?token["']?\s*[:=]|\btoken["']?\s*[:=])\s*["']?$/i;

/** Unlock keys that are none, and those that stand where a join token belongs. */
export const unlockKeys: Rule = function* (material) {
  for (const item of material.items) {
    if (item.kind !== 'unlock-key') continue;
    const { place, problem, find } = item;
    if (find?.kind === 'unlock-key' && find.placeholder) continue;
    if (place.range !== undefined && wantsToken.test(textBefore(material, place.source, place.range, 40))) {
      yield say('unlock-key-as-token', place, {
        reason: 'What stands here for a join token begins with SWMKEY: it is the unlock key of a swarm’s managers.',
        cure: `A join token begins with SWMTKN: ${printed}. Whoever has seen the unlock key here can open managers’ keys: \`docker swarm unlock-key --rotate\`.`,
      });
    }
    if (problem !== undefined) {
      yield say('unlock-key-malformed', place, {
        reason: `Docker says “${problem.message}” to it. Expected is ${problem.expected ?? 'another form'}.`,
        cure:
          problem.next ??
          'Copy it again, whole: `docker swarm unlock-key`, on a manager that is not locked, prints it.',
      });
    }
  }
};

/** Whether a token can be used to join a swarm, as far as its form goes. */
export function isWhole(item: JoinTokenItem): boolean {
  return !(item.token instanceof Problem) && !isPlaceholder(item) && whatIsWrong(textOf(item)) === undefined;
}
