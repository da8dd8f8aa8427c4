import { basename, dirname } from 'node:path';

/**
 * Where an engine answers: a lab, by its state directory; one that Docker knows, by the name of its context; or one at the
 * address that the user's settings name.
 */
export type EnginePlace =
  | { readonly kind: 'lab'; readonly directory: string }
  | { readonly kind: 'context'; readonly context: string }
  | { readonly kind: 'host'; readonly host: string };

/** Never changes: `lab:/home/me/.swarmpki`, `context:default`, `host:unix:///run/docker.sock`. */
export function idOf(place: EnginePlace): string {
  return `${place.kind}:${ownNameOf(place)}`;
}

/** What the engine there is called: it may be anything that others wrote. */
export function engineNameOf(place: EnginePlace): string {
  return place.kind === 'lab' ? labName(place.directory) : ownNameOf(place);
}

/** The name of a state directory in a project. */
const projectName = '.swarmpki';

/** What a lab is called: by the folder that it belongs to. @param directory its state directory */
function labName(directory: string): string {
  return basename(directory) === projectName ? basename(dirname(directory)) : basename(directory);
}

/** The option of the program for terminals by which it acts on the same engine. */
export function optionOf(place: EnginePlace): readonly [string, string] {
  return [options[place.kind], ownNameOf(place)];
}

const options = { lab: '--state-dir', context: '--context', host: '--host' } as const;

/** By what it was named. */
export function ownNameOf(place: EnginePlace): string {
  switch (place.kind) {
    case 'lab':
      return place.directory;
    case 'context':
      return place.context;
    case 'host':
      return place.host;
  }
}
