import { printable } from '@swarmpki/core/inspect/report';

/**
 * A text of somebody else's in a label, a message or a notification. There `$(name)` is an icon and `[text](command:name)` a link
 * that runs a command, whoever wrote it: both are taken apart.
 *
 * @param most characters
 */
export function harmless(text: string, most = 120): string {
  return printable(text, most).replaceAll('$(', '$ (').replaceAll('](', '] (');
}
