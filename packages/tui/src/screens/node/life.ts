import type { CertificateSight } from '@swarmpki/core/engine/watch';
import { duration } from '../../ui/bar.ts';
import { fit } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';

/** The life of a certificate as a line, with its renewal window and now. @param now swarm time, ms since epoch */
export function lifeLines(certificate: CertificateSight, now: number, width: number): readonly Line[] {
  const { notBefore, notAfter, renewFrom, renewUntil } = certificate;
  const cells = Math.max(10, width - 2);
  const at = (time: number): number =>
    Math.max(0, Math.min(cells - 1, Math.round(((time - notBefore) / (notAfter - notBefore)) * (cells - 1))));
  const [from, until, present] = [at(renewFrom), at(renewUntil), at(now)];
  const row = Array.from({ length: cells }, (_, cell) =>
    cell === present ? '┃' : cell >= from && cell <= until ? '▒' : cell === 0 ? '├' : cell === cells - 1 ? '┤' : '─',
  ).join('');
  const percent = (time: number): string => `${Math.round(((time - notBefore) / (notAfter - notBefore)) * 100)} %`;
  const place = (marks: readonly (readonly [number, string])[]): string => {
    let line = '';
    for (const [cell, text] of marks) {
      const start = Math.min(cell, cells - text.length);
      if (start >= line.length + (line === '' ? 0 : 1)) line = line.padEnd(start) + text;
    }
    return fit(line, cells);
  };
  const isOver = now > notAfter;
  return [
    [
      {
        text: place([
          [0, 'issued'],
          [from, percent(renewFrom)],
          [until, percent(renewUntil)],
          [cells - 1, 'end'],
        ]),
        tone: 'muted',
      },
    ],
    [
      { text: row.slice(0, present), tone: isOver ? 'bad' : 'plain' },
      { text: '┃', tone: isOver ? 'bad' : 'accent' },
      { text: row.slice(present + 1), tone: 'muted' },
    ],
    [
      {
        text: place([
          [
            present,
            isOver ? `now, ${duration(now - notAfter)} behind its end` : `now, ${duration(notAfter - now)} left`,
          ],
        ]),
        tone: isOver ? 'bad' : 'accent',
      },
    ],
  ];
}
