import { arch, cpus, platform, totalmem } from 'node:os';
import type { MachineDescription } from './description.ts';

const architectures: Partial<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64', ia32: 'i386' };

/** A simulated node's machine: this one, under a name of its own. */
export function machineNamed(hostname: string): MachineDescription {
  return {
    hostname,
    architecture: architectures[arch()] ?? arch(),
    os: platform(),
    engineVersion: 'swarmpki',
    nanoCpus: cpus().length * 1e9,
    memoryBytes: totalmem(),
  };
}
