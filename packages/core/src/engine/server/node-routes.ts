import { node, nodeSpec } from '../shapes/node.ts';
import type { Engine } from './engine.ts';
import { readFilters } from './filters.ts';
import { lenientBoolean, versionOf } from './go-values.ts';
import { nodeFilter } from './node-filter.ts';
import { done, json } from './route.ts';
import type { Route } from './route.ts';

/** Whatever begins with `/nodes` (docs/protocol.md §11.1). */
export function nodeRoutes(engine: Engine): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/nodes',
      handle: async ({ query }) => {
        const isWanted = nodeFilter(readFilters(query));
        const nodes = await engine.listNodes();
        return json(nodes.filter(isWanted).map((each) => node.write(each)));
      },
    },
    {
      method: 'GET',
      path: '/nodes/{id}',
      handle: async (request) => json(node.write(await engine.inspectNode(request.parameter('id')))),
    },
    {
      method: 'DELETE',
      path: '/nodes/{id}',
      handle: async (request) => {
        await engine.removeNode(request.parameter('id'), lenientBoolean(request.query, 'force'));
        return done;
      },
    },
    {
      method: 'POST',
      path: '/nodes/{id}/update',
      handle: async (request) => {
        const spec = await request.json(nodeSpec);
        await engine.updateNode(request.parameter('id'), versionOf(request.query, 'node'), spec);
        return done;
      },
    },
  ];
}
