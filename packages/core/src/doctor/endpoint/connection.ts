import { printable } from '../../printable.ts';
import { swarmIdentityOf } from '../../inspect/items/swarm-identity.ts';
import { called, nameText } from '../../inspect/findings/words.ts';
import { say } from '../diagnosis.ts';
import type { DoctorFinding } from '../diagnosis.ts';
import type { EndpointState } from './endpoint-state.ts';

/** Whether somebody answers, and speaks as a manager does. */
export function connectionFindings(state: EndpointState): readonly DoctorFinding[] {
  const { endpoint } = state;
  if (endpoint.unreachable !== undefined) return [noAnswer(state)];
  if (endpoint.tls === undefined) return [notTls(state)];
  return [...(state.isManager ? proxyBetween(state) : [noManager(state)]), ...oldTls(state)];
}

const whyNoAnswer: Readonly<Record<string, string>> = {
  refused:
    'Start Docker there, or look where its manager listens: `docker info` says it (Node Address, port 2377 unless told otherwise). A worker does not listen there.',
  timeout:
    'Mostly a firewall drops what comes: let TCP 2377 through from here to there. Or the address is that of no machine.',
  unreachable: 'Check the name and the address, and the way there: `ip route get ADDRESS`.',
};

function noAnswer({ endpoint: { address, unreachable } }: EndpointState): DoctorFinding {
  return say(
    'no-answer',
    { source: address },
    {
      reason: `There is no connection: ${printable(unreachable?.message ?? '', 300)}.`,
      cure: whyNoAnswer[unreachable?.code ?? ''] ?? whyNoAnswer['unreachable'] ?? '',
      facts: { why: unreachable?.code ?? '' },
    },
  );
}

const greetings: readonly (readonly [RegExp, string])[] = [
  [/^HTTP\//, 'an HTTP server, without TLS: the Docker API on 2375, a registry, or a web server'],
  [/^SSH-/, 'an SSH server'],
  [/^220[ -]/, 'a mail or FTP server'],
  [/^\+OK|^\* OK/, 'a mail server'],
];

function notTls({ endpoint: { address, firstBytes, failure } }: EndpointState): DoctorFinding {
  const said = Buffer.from(firstBytes).toString('latin1');
  const isTls = firstBytes[0] === 0x15 || firstBytes[0] === 0x16;
  const known = greetings.find(([pattern]) => pattern.test(said))?.[1];
  const what =
    known ??
    (isTls
      ? 'somebody who speaks TLS, and none of the versions and ciphers that swarm has'
      : said === ''
        ? 'somebody who says nothing and breaks off'
        : /^[\t\r\n -~]+$/.test(said)
          ? `somebody who says “${printable(said.slice(0, 60), 60)}”`
          : 'somebody who speaks something else than TLS');
  return say(
    'not-tls',
    { source: address },
    {
      reason: `It is ${what}. No TLS came about: ${printable(failure?.message ?? 'the handshake failed', 200)}.`,
      cure: 'Name the port of a swarm’s manager: 2377 unless told otherwise. A proxy in between has to pass TCP on as it is.',
    },
  );
}

function noManager({ endpoint: { address, tls }, chain }: EndpointState): DoctorFinding {
  const [leaf] = chain;
  const role = leaf && swarmIdentityOf(leaf.skim)?.role;
  const who =
    leaf === undefined
      ? 'shows no certificate that can be read'
      : role === undefined
        ? `shows ${called(leaf.skim)}, issued by ${nameText(leaf.skim.issuer)}`
        : `shows ${called(leaf.skim)}, which is no manager’s`;
  const speaks =
    tls?.protocol === undefined ? '' : `, and speaks ${tls.protocol === 'h2' ? 'HTTP/2' : printable(tls.protocol, 40)}`;
  return say(
    'no-manager',
    { source: address },
    {
      reason: `Whoever answers ${who}${speaks}. A manager of a swarm shows a certificate with OU=swarm-manager. Nothing was asked of it.`,
      cure: 'Check address and port: managers listen on 2377 unless told otherwise. If a manager is behind it, something ends TLS before it does, and no node can join through that: pass TCP on as it is.',
    },
  );
}

/** Managers of before 2025 choose nothing by ALPN after their first renewal (docs/protocol.md §7.2). */
function proxyBetween({ endpoint: { address, tls } }: EndpointState): readonly DoctorFinding[] {
  const odd = [
    ...(tls?.protocol === undefined || tls.protocol === 'h2'
      ? []
      : [`it chooses ${printable(tls.protocol, 40)} by ALPN, and not h2`]),
    ...(tls?.clientCertificate === 'not-asked' ? ['it asks no client for its certificate'] : []),
  ];
  if (odd.length === 0) return [];
  return [
    say(
      'proxy-between',
      { source: address },
      {
        reason: `The certificate is a manager’s, but ${odd.join(', and ')}, which no manager does: something else ends TLS there.`,
        cure: 'Pass TCP on as it is: nodes have to show their certificates to the manager itself.',
      },
    ),
  ];
}

function oldTls({ endpoint: { address, tls } }: EndpointState): readonly DoctorFinding[] {
  if (tls?.versions['TLSv1.1'] !== true) return [];
  return [
    say(
      'old-tls',
      { source: address },
      {
        reason:
          'The server takes TLS 1.1, which is not thought safe since 2021 (RFC 8996). A manager takes 1.2 and 1.3 alone.',
        cure: 'Switch it off there: TLS 1.2 and 1.3 are enough for all clients of these years.',
      },
    ),
  ];
}
