import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { contentsOf } from '../inspect/files/contents.ts';
import { writeDataRoot } from '../testing/data-root.ts';
import { crossSignAsDocker, makeLeaf, makeRoot, noon } from '../testing/certificates.ts';
import { certificatePem, readCertificate } from '../x509/certificate.ts';
import type { DataRoot, DataRootEntry } from './data-root/data-root.ts';
import { judgeDataRoot } from './data-root/judge-data-root.ts';
import { readDataRoot } from './data-root/read-data-root.ts';
import type { Diagnosis } from './diagnosis.ts';
import { diagnosisJson } from './diagnosis-json.ts';
import { judgeEndpoint } from './endpoint/judge-endpoint.ts';
import { metricsText } from './measures.ts';

const runs = 300;

/** Whatever it was given: it has an answer, of a size, and in that nothing is that a terminal would obey. */
function expectAnAnswer(diagnosis: Diagnosis): void {
  const json = JSON.stringify({ ...diagnosisJson(diagnosis), subject: '' });
  expect(json.length).toBeLessThan(200_000);
  const told = diagnosis.findings.flatMap(({ reason, cure }) => [reason, cure]);
  const facts = diagnosis.about.map(({ text }) => text);
  for (const text of [...told, ...facts]) expect(text).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
  expect(metricsText(diagnosis.measures)).not.toMatch(/[^\P{Cc}\n]/u);
}

describe('a diagnosis of anything', () => {
  let dataRoot: DataRoot;
  let files: ReadonlyMap<string, Buffer>;
  beforeAll(async () => {
    const [old, successor] = [await makeRoot(), await makeRoot()];
    const leaf = await makeLeaf(successor, { role: 'manager' });
    const intermediates = certificatePem(await crossSignAsDocker(successor, old));
    await using written = await writeDataRoot({ role: 'manager', root: old, leaf, intermediates });
    dataRoot = await readDataRoot(written.path);
    files = new Map([...dataRoot.files].map(([path, { contents }]) => [path, Buffer.from(contents)]));
  });

  /** A file as it is, cut short, with a byte changed, followed by another, or anything. */
  const damage = fc.record({
    cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    flips: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
    instead: fc.option(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.json().map((text) => Buffer.from(text)),
      ),
      { freq: 4 },
    ),
    times: fc.constantFrom(0, 1, 1, 1, 2, 50),
  });

  const damaged = (
    bytes: Buffer,
    { cut, flips, instead, times }: typeof damage extends fc.Arbitrary<infer Value> ? Value : never,
  ): Buffer => {
    if (instead !== null) return Buffer.from(instead);
    const kept = Buffer.from(cut === null ? bytes : bytes.subarray(0, Math.floor(bytes.length * cut)));
    for (const [at, value] of flips) if (kept.length > 0) kept[at % kept.length] = value;
    return Buffer.concat(Array.from({ length: times }, () => kept));
  };

  it('has an answer for a data root with any files, at any time', () => {
    const entry = fc.record({
      path: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.constantFrom('', 'certificates', 'state.json', 'raft/wal'),
      ),
      kind: fc.constantFrom('file', 'directory', 'symbolic-link', 'other'),
      mode: fc.nat(0o7777),
      uid: fc.nat(3),
      size: fc.nat(),
      mtime: fc.double({ noNaN: true }),
      target: fc.string({ unit: 'binary' }),
    }) satisfies fc.Arbitrary<DataRootEntry>;
    fc.assert(
      fc.property(
        fc.array(damage, { minLength: 5, maxLength: 5 }),
        fc.array(entry, { maxLength: 5 }),
        fc.double({ min: -1e14, max: 1e14, noNaN: true }),
        (damages, more, now) => {
          const changed = [...files].map(([path, bytes], at) => {
            const how = damages[at];
            return [path, contentsOf(how === undefined ? bytes : damaged(bytes, how))] as const;
          });
          const entries = [...dataRoot.entries.map((one, at) => ({ ...one, ...more[at], path: one.path })), ...more];
          expectAnAnswer(judgeDataRoot({ ...dataRoot, entries, files: new Map(changed) }, now));
        },
      ),
      { numRuns: runs },
    );
  });

  it('has an answer for whatever an endpoint shows', () => {
    const pem = [...files].filter(([path]) => path.endsWith('.crt')).map(([, bytes]) => bytes);
    const der = pem.map((bytes) => Buffer.from(readCertificate(derOf(bytes)).der));
    fc.assert(
      fc.property(fc.array(damage, { maxLength: 3 }), damage, fc.option(fc.string()), (damages, ofRoot, token) => {
        const chain = damages.map((how, at) => damaged(der[at % der.length] ?? Buffer.alloc(0), how));
        const root = { pem: damaged(pem[0] ?? Buffer.alloc(0), ofRoot).toString('latin1') };
        const versions = { 'TLSv1.1': undefined, 'TLSv1.2': true, 'TLSv1.3': false };
        const clientCertificate = { authorities: chain };
        const tls = { versions, chain, protocol: 'h2', clientCertificate };
        const nothing = { unreachable: undefined, failure: undefined, firstBytes: chain[0] ?? new Uint8Array() };
        for (const one of [tls, undefined]) {
          expectAnAnswer(
            judgeEndpoint({ address: 'a:1', ...nothing, tls: one, root }, { now: noon, token: token ?? undefined }),
          );
        }
      }),
      { numRuns: runs },
    );
  });
});

function derOf(pem: Buffer): Buffer {
  return Buffer.from(/-----BEGIN[^\n]*\n([^-]*)/.exec(pem.toString())?.[1] ?? '', 'base64');
}
