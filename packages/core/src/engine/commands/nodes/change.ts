import type { Node, NodeSpec } from '../../shapes/node.ts';
import { untilEnd } from '../command.ts';
import type { Context } from '../command.ts';

/** Changes one node after the other; the first one that fails ends it. */
export async function changeNodes(
  context: Context,
  references: readonly string[],
  change: (node: Node) => NodeSpec | 'unchanged',
  changed: (reference: string) => void,
): Promise<void> {
  const { client } = context;
  for (const reference of references) {
    const node = await client.inspectNode(reference, untilEnd(context));
    const spec = change(node);
    if (spec === 'unchanged') continue;
    await client.updateNode(node.ID, node.Version.Index, spec, untilEnd(context));
    changed(reference);
  }
}
