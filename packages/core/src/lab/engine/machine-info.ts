import { hash } from 'node:crypto';
import { hostname, release, type } from 'node:os';
import { resolve } from 'node:path';
import type { Info } from '../../engine/shapes/info.ts';
import { machineNamed } from '../../node/machine.ts';

/** What `GET /info` tells of this machine. */
export function machineInfo(): Omit<Info, 'ID' | 'Swarm'> {
  const { os, architecture, engineVersion, nanoCpus, memoryBytes } = machineNamed(hostname());
  return {
    Name: hostname(),
    ServerVersion: engineVersion,
    OperatingSystem: `${type()} ${release()}`,
    OSType: os,
    Architecture: architecture,
    NCPU: nanoCpus / 1e9,
    MemTotal: memoryBytes,
  };
}

/** Tells engines of this machine apart: as long as its directory stays where it is, an engine has the same. */
export function engineIdOf(directory: string): string {
  return hash('sha256', `${hostname()}\n${resolve(directory)}`, 'hex').slice(0, 32);
}
