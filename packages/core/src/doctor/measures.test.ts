import { describe, expect, it } from 'vitest';
import { certificateMeasures, findingMeasures, metricsText } from './measures.ts';

describe('metrics', () => {
  it('are in the text form of Prometheus: those of a name together, behind its HELP and TYPE', () => {
    const measured = { notAfter: 1_800_000_000_500, renewFrom: 1_790_000_000_000, renewUntil: 1_795_000_000_000 };
    const text = metricsText([
      ...certificateMeasures({ node: 'a' }, measured),
      ...findingMeasures([{ severity: 'error' }]),
      ...certificateMeasures({ node: 'b' }, measured),
    ]);
    const lines = text.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '# HELP swarmpki_certificate_not_after_timestamp_seconds When the certificate of a node ends.',
      '# TYPE swarmpki_certificate_not_after_timestamp_seconds gauge',
      'swarmpki_certificate_not_after_timestamp_seconds{node="a"} 1800000000.5',
      'swarmpki_certificate_not_after_timestamp_seconds{node="b"} 1800000000.5',
    ]);
    expect(text.endsWith('swarmpki_findings{severity="hint"} 0\n')).toBe(true);
    // Every line is one that its readers know.
    for (const line of lines.slice(0, -1)) {
      expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="([^"\\\n]|\\[\\"n])*",?)+\})? -?[\d.e+]+)$/);
    }
  });

  it('escape what is in labels, whatever it is', () => {
    const host = 'a"b\\c\nd\u001b[31m\u202ee\ud800';
    const text = metricsText([{ name: 'swarmpki_node_rotated', labels: { host }, value: 1 }]);
    expect(text).toContain('{host="a\\"b\\\\c\\nd\ufffd[31m\ufffde\ufffd"} 1');
    const long = metricsText([{ name: 'swarmpki_node_rotated', labels: { host: 'x'.repeat(100_000) }, value: 1 }]);
    expect(long.length).toBeLessThan(600);
  });
});
