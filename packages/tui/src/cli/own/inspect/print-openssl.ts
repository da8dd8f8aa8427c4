import { describeCertificate } from '@swarmpki/core/inspect';
import { opensslCertificate } from '@swarmpki/core/inspect/layout';
import { printable } from '@swarmpki/core/inspect/report';
import type { Output } from '@swarmpki/core/commands';
import type { Inspected } from './inspected.ts';

/** Prints every certificate as `openssl x509 -text` does, in the order in which they were found. */
export async function printOpenssl({ report, unread }: Inspected, output: Output): Promise<void> {
  for (const item of report.items) {
    if (item.kind !== 'certificate') continue;
    output.print(opensslCertificate(await describeCertificate(item.skim.der)).join('\n'));
  }
  for (const { problem } of unread) output.note(printable(problem.message, 400));
}
