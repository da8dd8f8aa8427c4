import { keyNameOf } from '../../x509/key-name.ts';
import type { NamedCertificate, ReportedAttempt, ReportedDifference, VerdictReport } from './report.ts';

/** Ways that are told in full. */
const mostTold = 8;

/** A report for people, line by line. */
export function verdictLines(report: VerdictReport): readonly string[] {
  return [
    headline(report),
    ...report.chains.flatMap((chain, index) => ['', ...chainLines(chain, index, report.chains.length)]),
    ...(report.holdsUntil === undefined ? [] : ['', `It holds until ${report.holdsUntil}.`]),
    ...(report.why === undefined ? [] : ['', ...attemptLines(report.why)]),
    ...otherLines(report),
    ...report.differences.flatMap((difference) => ['', ...differenceLines(difference)]),
  ];
}

function headline({ verdict, leaf, at, usages, hostName, why }: VerdictReport): string {
  const asked = [
    usages.length === 0 ? 'for any purpose' : `for ${usages.join(' or ')}`,
    ...(hostName === undefined ? [] : [`as ${hostName}`]),
  ];
  const subject = `${titled(leaf)}, ${asked.join(', ')}, at ${at}`;
  if (verdict === 'accepted') return `accepted: ${subject}`;
  const what = verdict === 'refused' ? 'refused' : 'could not be judged';
  return `${what}: ${subject}: ${why?.message ?? ''}`;
}

/** All swarm roots have one name, so each certificate is named with its key. */
function titled({ name, key }: NamedCertificate): string {
  return `${name} (key ${keyNameOf(key)})`;
}

function chainLines(chain: readonly NamedCertificate[], index: number, count: number): readonly string[] {
  const title = count === 1 ? 'chain' : `chain ${index + 1} of ${count}`;
  const last = chain.length - 1;
  const width = Math.max(...chain.map((each) => titled(each).length));
  return [
    `${title}:`,
    ...chain.map((each, at) => {
      const place = at === last ? 'root' : at === 0 ? 'leaf' : 'intermediate';
      return `  ${place.padEnd(12)} ${titled(each).padEnd(width)}  until ${each.notAfter}`;
    }),
  ];
}

function attemptLines({ check, meaning, certificate, path }: ReportedAttempt): readonly string[] {
  return [
    `check:   ${check}. ${meaning}`,
    `failed:  ${titled(certificate)}, serial ${certificate.serialNumber}`,
    `path:    ${path.map(titled).join(' < ')}`,
  ];
}

function otherLines({ others, more }: VerdictReport): readonly string[] {
  if (others.length === 0) return [];
  const told = others.slice(0, mostTold).map(({ check, message, path }) => {
    return `  ${check}: ${path.map(titled).join(' < ')}: ${message}`;
  });
  const rest = others.length - told.length + more;
  return ['', 'other paths tried:', ...told, ...(rest > 0 ? [`  and ${rest} more`] : [])];
}

const stances = { accepts: 'accepts', refuses: 'refuses', 'leaves-open': 'leaves it open' } as const;

function differenceLines({
  code,
  go,
  openssl,
  rfc5280,
  explanation,
  certificate,
}: ReportedDifference): readonly string[] {
  return [
    `${code}, in ${titled(certificate)}: Go ${stances[go]}, OpenSSL ${stances[openssl]}, RFC 5280 ${stances[rfc5280]}.`,
    `  ${explanation}`,
  ];
}
