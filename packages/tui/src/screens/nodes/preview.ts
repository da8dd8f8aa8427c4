import type { CertificateSight, NodeSight } from '@swarmpki/core/engine/watch';
import { duration } from '../../ui/bar.ts';
import { rootName } from '../../app/names.ts';
import { minuteOf } from '../../ui/stamp.ts';
import type { Line } from '../../theme/line.ts';
import type { NodeRow } from './row.ts';
import { silenceWords } from './silence.ts';

/** The selected node in a few lines. @param now swarm time, ms since epoch */
export function previewLines(row: NodeRow | undefined, now: number): readonly Line[] {
  if (row === undefined) return [];
  const { node, health } = row;
  const { certificate } = node;
  const lines: Line[] = [
    [
      { text: `${health.sign} ${health.word}`, tone: health.tone },
      { text: `   ${node.id}`, tone: 'muted' },
    ],
  ];
  if (certificate !== undefined) {
    lines.push(
      [
        { text: 'certificate  ', tone: 'muted' },
        {
          text: `${minuteOf(certificate.notBefore)} to ${minuteOf(certificate.notAfter)}, of ${rootName(node.issuer)}`,
        },
      ],
      [
        { text: 'renews       ', tone: 'muted' },
        {
          text: renewalWords(node, certificate, now),
        },
      ],
    );
  }
  const trouble = node.error ?? node.certificateProblem?.message;
  if (trouble !== undefined && trouble !== '') lines.push([{ text: trouble, tone: 'bad' }]);
  return lines;
}

function renewalWords(node: NodeSight, { renewFrom, renewUntil }: CertificateSight, now: number): string {
  if (node.place === 'stopped') return 'not while it is stopped';
  const silence = silenceWords(node, now);
  if (silence === undefined || now > renewUntil) return renewal(renewFrom, renewUntil, now);
  return silence || `not while it is ${node.state}`;
}

function renewal(from: number, until: number, now: number): string {
  if (now < from) return `in ${duration(from - now)} at the earliest, in ${duration(until - now)} at the latest`;
  return now <= until ? `within ${duration(until - now)}` : `its window ended ${duration(now - until)} ago`;
}
