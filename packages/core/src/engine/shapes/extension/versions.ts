import { integer, list, object, omitEmpty, optional, text, word } from '../codec.ts';
import type { ValueOf } from '../codec.ts';
import { labClock } from './clock.ts';

/** The version of `/lab` that is described in `docs/lab-api.md`. */
export const labVersion = 1;

/** `GET /lab`: which versions of the extension are spoken, and by what program. */
export const labVersions = object({
  Versions: list(integer),
  /** Its name and version: `swarmpki 0.1.0`. */
  Program: text,
});
export type LabVersions = ValueOf<typeof labVersions>;

/** `GET /lab/v1`: what this lab is. */
export const labInfo = object({
  /** Where all of it lies. */
  Directory: text,
  /** Since when its host runs: real time, ms since epoch. */
  Since: integer,
  /** How its nodes reach one another. Without TLS there are no probes. */
  Network: word<'' | 'tls' | 'in-process'>(''),
  /** Nodes that live in the host. */
  Simulated: omitEmpty(integer),
  /** Left out while there is no swarm. */
  Clock: optional(labClock),
});
export type LabInfo = ValueOf<typeof labInfo>;
