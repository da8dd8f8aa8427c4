import { rootDigest } from '../../x509/root-digest.ts';
import { printable } from '../../printable.ts';
import { reasonOf } from '../../problem.ts';
import { parseJoinToken } from '../../token/join-token.ts';
import { TokenProblem } from '../../token/problem.ts';
import { say } from '../diagnosis.ts';
import type { DoctorFinding } from '../diagnosis.ts';
import { saidBetter } from '../said-better.ts';
import { mostProbes } from './look.ts';
import type { SwarmState } from './state.ts';

/** What a swarm is as a whole: its root, its tokens, who signs for it. */
export function settingFindings(state: SwarmState): readonly DoctorFinding[] {
  return [...rootFile(state), ...tokens(state), ...externalCas(state), ...mirantis(state)];
}

function rootFile({ report, look }: SwarmState): readonly DoctorFinding[] {
  return report.findings
    .filter(({ code }) => !saidBetter.has(code))
    .map((finding) => ({ ...finding, place: { source: `${look.name} (root)` } }));
}

/** They carry the digest of the very bytes of the root (docs/protocol.md §2.1). Nothing of them is told. */
function tokens({ swarm, look }: SwarmState): readonly DoctorFinding[] {
  const digest = rootDigest(Buffer.from(swarm.TLSInfo.TrustRoot));
  const stale = Object.entries(swarm.JoinTokens).filter(([, token]) => digestIn(token) !== digest);
  if (stale.length === 0) return [];
  return [
    say(
      'join-token-stale',
      { source: look.name },
      {
        reason: `The join token of ${stale.map(([role]) => `${role.toLowerCase()}s`).join(' and that of ')} does not carry the SHA-256 of the swarm’s root, ${digest.slice(0, 16)}…: whoever joins by it is told \`remote CA does not match fingerprint\`.`,
        cure: 'Have new ones made: `docker swarm join-token --rotate worker`, and `manager`. Nodes that have joined already are not touched; tokens that were noted down elsewhere are none any more.',
      },
    ),
  ];
}

function digestIn(token: string): string | undefined {
  try {
    return parseJoinToken(token).digest;
  } catch (error) {
    if (error instanceof TokenProblem) return undefined;
    throw error;
  }
}

function externalCas({ swarm, look }: SwarmState): readonly DoctorFinding[] {
  const found = swarm.Spec.CAConfig.ExternalCAs;
  if (found.length === 0) return [];
  const place = { source: look.name };
  const urls = found.slice(0, 4).map(({ URL: url }) => printable(url, 120));
  return [
    say('external-ca', place, {
      reason: `The swarm has ${found.length === 1 ? 'an external CA' : `${found.length} external CAs`}: ${urls.join(', ')}. ${triedOf(found.length, look.probes?.length)}.`,
      cure: `While none of them answers no node renews, unless the swarm has the key of its root as well. To rotate from one external CA to another takes two steps: first to a root of the swarm’s own, \`docker swarm ca --rotate\`, then to the other. ${look.probes === undefined ? '`--probe` connects to them, and has nothing signed.' : ''}`.trim(),
    }),
    ...found.slice(0, mostProbes).flatMap(({ URL: url }) => {
      const why = whyOdd(url);
      return why === undefined
        ? []
        : [
            say('external-ca-address', place, {
              reason: `The external CA at ${printable(url, 200)} ${why}. Managers take the address as it is: no path is added to it.`,
              cure: 'Give the whole address for signing: `docker swarm update --external-ca protocol=cfssl,url=https://HOST:PORT/api/v1/cfssl/sign`. That replaces all of the present ones; name each.',
            }),
          ];
    }),
    ...(look.probes ?? []).flatMap(({ url, problem }) =>
      problem === undefined
        ? []
        : [
            say('external-ca-silent', place, {
              reason: `The external CA at ${printable(url, 200)} does not answer as managers demand: ${printable(problem.message, 300)}. It was tried from here; managers may stand elsewhere.`,
              cure: printable(problem.next ?? 'Start it, and see that managers reach it.', 300),
            }),
          ],
    ),
  ];
}

function triedOf(all: number, tried: number | undefined): string {
  if (tried !== undefined && tried < all) return `Whether the first ${tried} answer was tried`;
  return `Whether ${all === 1 ? 'it answers' : 'they answer'} was ${tried === undefined ? 'not tried' : 'tried'}`;
}

function whyOdd(url: string): string | undefined {
  try {
    const { protocol, pathname } = new URL(url);
    if (protocol !== 'https:') return 'is not reached by https';
    return pathname === '/' ? 'has no path' : undefined;
  } catch (error) {
    return `has an address that cannot be read (${printable(reasonOf(error), 100)})`;
  }
}

const mirantisLabel = 'com.docker.ucp';

function mirantis({ swarm, look }: SwarmState): readonly DoctorFinding[] {
  if (!Object.keys(swarm.Spec.Labels).some((name) => name.startsWith(mirantisLabel))) return [];
  return [
    say(
      'managed-by-mirantis',
      { source: look.name },
      {
        reason: `Labels of the swarm begin with ${mirantisLabel}: it belongs to Mirantis Kubernetes Engine, which brings a CA of its own.`,
        cure: 'Do not rotate its root by Docker’s command; renew certificates by that product’s own.',
      },
    ),
  ];
}
