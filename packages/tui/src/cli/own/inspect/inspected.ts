import { Problem, reasonOf } from '@swarmpki/core/commands';
import type { Report, Source } from '@swarmpki/core/inspect/report';
import type { OwnContext } from '../own-command.ts';
import { readBytes } from '../read-bytes.ts';
import type { Subject } from './subject.ts';

/** A report, and what could not be read for it. */
export interface Inspected {
  readonly report: Report;
  readonly unread: readonly { readonly path: string; readonly problem: Problem }[];
  /** Files that were named themselves, and in which nothing was found. */
  readonly empty: readonly string[];
}

interface Given extends Pick<OwnContext, 'workingDirectory' | 'signal'> {
  /** What was piped in, read once; a problem where that failed. */
  readonly piped: Uint8Array | Problem | undefined;
  /** Of PKCS #12. Secret. */
  readonly password: string | undefined;
  /** ms since epoch */
  readonly now: number;
}

/** Reads what is piped in, if a parameter asks for it. */
export async function readPiped(subjects: readonly Subject[], context: OwnContext): Promise<Given['piped']> {
  if (!subjects.some(({ kind }) => kind === 'input')) return undefined;
  try {
    return await readBytes('-', context);
  } catch (error) {
    return error instanceof Problem ? error : new Problem('not-readable', reasonOf(error));
  }
}

/** Reads and inspects all of these together. */
export async function inspected(subjects: readonly Subject[], given: Given): Promise<Inspected> {
  const { workingDirectory, piped, password, now } = given;
  // All that reads certificates is loaded with it.
  const [{ Inspection }, { contentsOf, readSources }] = await Promise.all([
    import('@swarmpki/core/inspect/report'),
    import('@swarmpki/core/inspect/files'),
  ]);
  const inspection = new Inspection({ password });
  const files = new Set<string>();
  const unread: { readonly path: string; readonly problem: Problem }[] = [];
  for (const [at, subject] of subjects.entries()) {
    switch (subject.kind) {
      case 'token':
        inspection.add({ name: `argument ${at + 1}`, contents: subject.text, as: 'token' });
        break;
      case 'input':
        if (piped instanceof Problem) unread.push({ path: '-', problem: piped });
        else inspection.add({ name: '-', ...contentsOf(Buffer.from(piped ?? [])) });
        break;
      case 'endpoint': {
        const { sources, problem } = await shownBy(subject.address, given.signal);
        for (const source of sources) inspection.add(source);
        if (problem !== undefined) unread.push({ path: subject.address, problem });
        break;
      }
      case 'path':
        for await (const read of readSources(subject.path, workingDirectory)) {
          if ('source' in read) {
            inspection.add(read.source);
            files.add(read.source.name);
          } else unread.push(read);
        }
    }
  }
  const report = inspection.report(now);
  const found = new Set(report.sources.map(({ name }) => name));
  const paths = subjects.flatMap((subject) => (subject.kind === 'path' ? [subject.path] : []));
  return { report, unread, empty: paths.filter((path) => files.has(path) && !found.has(path)) };
}

/** What somebody shows who answers at an address: the chain, and of a manager its root. */
async function shownBy(
  address: string,
  signal: AbortSignal,
): Promise<{ readonly sources: readonly Source[]; readonly problem: Problem | undefined }> {
  const { chainPem, readEndpoint } = await import('@swarmpki/core/doctor');
  const endpoint = await readEndpoint(address, { signal });
  const { root } = endpoint;
  return {
    sources: [
      { name: address, contents: chainPem(endpoint) },
      ...(root === undefined || root instanceof Problem ? [] : [{ name: `${address} (root)`, contents: root.pem }]),
    ],
    problem: endpoint.unreachable ?? (endpoint.tls === undefined ? endpoint.failure : undefined),
  };
}

/** 2 where something could not be read, else 1 where something is wrong. */
export function exitCodeOf({ report, unread }: Inspected): 0 | 1 | 2 {
  if (unread.length > 0 || report.cuts.length > 0) return 2;
  return report.findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}
