import { severities } from '../inspect/findings/finding.ts';
import type { Severity } from '../inspect/findings/finding.ts';

/** A figure for whoever watches it. */
export interface Measure {
  readonly name: keyof typeof measures;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What can be measured. All are gauges; times are s since epoch, as Prometheus has them. */
const measures = {
  swarmpki_certificate_not_after_timestamp_seconds: 'When the certificate of a node ends.',
  swarmpki_certificate_renewal_start_timestamp_seconds: 'From when on a node renews its certificate.',
  swarmpki_certificate_renewal_end_timestamp_seconds: 'By when a node should have renewed its certificate.',
  swarmpki_certificate_known: 'Whether the end of the certificate of a node is known (1) or not (0).',
  swarmpki_node_rotated: 'Whether the certificate of a node is of the issuer that its swarm wants now (1) or not (0).',
  swarmpki_root_not_after_timestamp_seconds: 'When a root of the swarm ends.',
  swarmpki_root_rotation_in_progress: 'Whether the root is being rotated (1) or not (0).',
  swarmpki_findings: 'How many findings there are, by severity.',
} as const;

/** The measures of a node's certificate. @param labels who it is */
export function certificateMeasures(
  labels: Measure['labels'],
  { notAfter, renewFrom, renewUntil }: Readonly<Record<'notAfter' | 'renewFrom' | 'renewUntil', number>>,
): readonly Measure[] {
  return [
    { name: 'swarmpki_certificate_not_after_timestamp_seconds', labels, value: notAfter / 1_000 },
    { name: 'swarmpki_certificate_renewal_start_timestamp_seconds', labels, value: renewFrom / 1_000 },
    { name: 'swarmpki_certificate_renewal_end_timestamp_seconds', labels, value: renewUntil / 1_000 },
  ];
}

/** Measures in the text form of Prometheus, version 0.0.4: those of one name together, with HELP and TYPE before them. */
export function metricsText(all: readonly Measure[]): string {
  const lines = Object.entries(measures).flatMap(([name, help]) => {
    const own = all.filter((measure) => measure.name === name);
    if (own.length === 0) return [];
    return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...own.map(line)];
  });
  return `${lines.join('\n')}\n`;
}

function line({ name, labels, value }: Measure): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

const longestLabel = 200;

/** As Prometheus has it: backslash, quote and line feed. Other controls would be read, and obeyed by a terminal. */
function escaped(text: string): string {
  return text
    .slice(0, longestLabel)
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\n]|\p{Cf}/gu, '\u{fffd}')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n');
}

/** How many findings there are of each severity, those of which there are none too: they end an alert. */
export function findingMeasures(findings: readonly { readonly severity: Severity }[]): readonly Measure[] {
  return severities.map((severity) => ({
    name: 'swarmpki_findings',
    labels: { severity },
    value: findings.filter((finding) => finding.severity === severity).length,
  }));
}
