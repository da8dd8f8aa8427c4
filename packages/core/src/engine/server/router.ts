import type { Route } from './route.ts';

export interface FoundRoute {
  readonly route: Route;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Finds the first of some routes that fits. */
export class Router {
  readonly #routes: readonly (readonly [Route, readonly string[]])[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => [route, route.path.split('/').slice(1)]);
  }

  /** @param segments of the path, decoded */
  find(method: string, segments: readonly string[]): FoundRoute | undefined {
    for (const [route, pattern] of this.#routes) {
      const parameters = (route.method ?? method) === method ? match(pattern, segments) : undefined;
      if (parameters) return { route, parameters };
    }
    return undefined;
  }
}

function match(pattern: readonly string[], segments: readonly string[]): ReadonlyMap<string, string> | undefined {
  const parameters = new Map<string, string>();
  for (const [place, expected] of pattern.entries()) {
    const [, name, rest] = /^\{(\w+)(\.{3})?\}$/.exec(expected) ?? [];
    const segment = segments[place];
    if (name !== undefined && rest !== undefined) return parameters.set(name, segments.slice(place).join('/'));
    if (segment === undefined) return undefined;
    if (name !== undefined) parameters.set(name, segment);
    else if (segment !== expected) return undefined;
  }
  return pattern.length === segments.length ? parameters : undefined;
}
