import { rm } from 'node:fs/promises';
import { places } from '../places.ts';

/**
 * Removes all that an engine has of a swarm. The rows go first: without them the rest belongs to no swarm, and the next
 * engine here removes it.
 */
export async function eraseSwarm(directory: string): Promise<void> {
  const store = places.store(directory);
  for (const path of [
    store,
    `${store}-wal`,
    `${store}-shm`,
    places.nodes(directory),
    places.joined(directory),
    places.time(directory),
    places.notes(directory),
  ]) {
    await rm(path, { recursive: true, force: true });
  }
}
