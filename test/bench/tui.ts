import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { LabUser } from '../cli/lab-user.ts';
import { builtProgram } from '../tools/built-program.ts';
import { run } from '../tools/run.ts';
import { Terminal } from '../tools/terminal.ts';
import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { compare, median, percentile, wallTime } from './measure.ts';
import type { Benchmark } from './measure.ts';
import type { PlayedLabAnswer, PlayedLabRequest } from './played-lab-process.ts';

/** Of `/proc/PID/stat`, s. */
const tick = 0.01;
const fps = 30;
const size = { columns: 120, rows: 40 };

/** CPU time of a process, s. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * tick;
}

interface Cost {
  /** Of one core. */
  readonly cpu: number;
  /** A second. */
  readonly bytes: number;
}

/** What a program that is left alone takes. */
async function costOf(terminal: Terminal, seconds: number): Promise<Cost> {
  const [cpu, bytes, start] = [cpuOf(terminal.pid), terminal.written.length, performance.now()];
  await pause(seconds * 1_000);
  const passed = (performance.now() - start) / 1_000;
  return { cpu: (cpuOf(terminal.pid) - cpu) / passed, bytes: (terminal.written.length - bytes) / passed };
}

/** CPU time of a Node that does nothing, where the limits were set, ms: a machine with other work takes longer for everything. */
const bareThere = 25;

/** How much slower this machine is at present than that one. */
async function slowness(): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < 9; round++) {
    const { stdout } = await run(process.execPath, [
      '-p',
      'const { user, system } = process.cpuUsage(); user + system',
    ]);
    taken.push(Number(stdout) / 1_000);
  }
  return Math.max(1, median(taken) / bareThere);
}

/** The screens of a lab that is played by another process. */
async function withPlayedLab<Result>(
  asked: PlayedLabRequest,
  use: (terminal: Terminal) => Promise<Result>,
): Promise<Result> {
  await using program = await builtProgram();
  await using user = await LabUser.arrive(program.path);
  await using lab: Child<PlayedLabRequest, PlayedLabAnswer> = await startChild('./played-lab-process.ts');
  const { path } = await lab.ask(asked);
  await using terminal = user.terminal(['--host', `unix://${path}`, 'ui'], size);
  await terminal.shows(`Nodes ${asked.nodes} of ${asked.nodes}`, 60_000);
  // Awaited here: what is used goes when this returns.
  return await use(terminal);
}

/** How soon there is something to be seen, beside a Node that does nothing: both in a terminal. */
export const tuiFirstFrame: Benchmark = {
  name: 'tui/first-frame',
  run: async () => {
    await using program = await builtProgram();
    await using user = await LabUser.arrive(program.path);
    await user.prints('init', '--listen-addr', '127.0.0.1:0');
    const bare = async (): Promise<void> => {
      await using terminal = new Terminal(process.execPath, ['-e', '0'], size);
      await terminal.ended();
    };
    const first = async (): Promise<void> => {
      await using terminal = user.terminal([], size);
      await terminal.sees('[1 Nodes]');
    };
    const started = await compare({ bare, first }, { rounds: 15, times: { bare: 1, first: 1 }, by: wallTime });
    return {
      name: tuiFirstFrame.name,
      ratio: started.first / started.bare,
      goal: 10,
      detail: `the first picture ${ms(started.first)}, node -e 0 ${ms(started.bare)}, each in a terminal`,
    };
  },
};

/** What screens cost that nobody touches, of a lab in which nothing happens. */
export const tuiIdle: Benchmark = {
  name: 'tui/idle',
  run: async () => {
    await using program = await builtProgram();
    await using user = await LabUser.arrive(program.path);
    await user.prints('init', '--listen-addr', '127.0.0.1:0');
    await user.prints('node', 'add', '--count', '20');
    await using terminal = user.terminal([], size);
    await terminal.shows('Nodes 21 of 21');
    await pause(3_000);
    const { cpu, bytes } = await costOf(terminal, 20);
    return {
      name: tuiIdle.name,
      ratio: cpu,
      goal: 0.01,
      detail: `20 s of the screen of 21 nodes: ${(cpu * 100).toFixed(2)} % of a core, ${bytes.toFixed(0)} bytes/s`,
    };
  },
};

/** What 10 000 nodes cost, of which ten change five times a second, with time that runs. */
export const tuiThousands: Benchmark = {
  name: 'tui/ten-thousand',
  run: async () => {
    const asked = { nodes: 10_000, rows: 10, isRotating: false, speed: 3_600 };
    const { cpu, bytes, clears, slower } = await withPlayedLab(asked, async (terminal) => {
      await pause(5_000);
      const cost = await costOf(terminal, 20);
      return { ...cost, slower: await slowness(), clears: terminal.written.split('\u001b[2J').length - 1 };
    });
    // Each of the three has a limit: what counts is the one that comes nearest to its own.
    const shares = [cpu / slower / 0.08, bytes / 10_240, clears === 0 ? 0 : 99];
    return {
      name: tuiThousands.name,
      ratio: Math.max(...shares),
      goal: 1,
      detail: `10 000 nodes at 5 Hz: ${(cpu * 100).toFixed(1)} % of a core that is ${slower.toFixed(1)} times slower than where the limit was set (there 8 %), ${(bytes / 1024).toFixed(1)} KiB/s (limit 10), ${clears} full clears (limit 0)`,
    };
  },
};

/** How many frames after a key its effect is seen, while 1 000 nodes rotate. */
export const tuiKey: Benchmark = {
  name: 'tui/key',
  run: async () => {
    const asked = { nodes: 1_000, rows: 100, isRotating: true, speed: 60 };
    const waits = await withPlayedLab(asked, async (terminal) => {
      await pause(2_000);
      const taken: number[] = [];
      for (let press = 0; press < 40; press++) {
        const [key, sign] = press % 2 === 0 ? ['3', '[3 Rotation]'] : ['1', '[1 Nodes]'];
        const start = performance.now();
        terminal.press(key ?? '');
        await terminal.sees(sign ?? '');
        taken.push(performance.now() - start);
        // At another moment between two lines of the lab each time.
        await pause(120 + ((press * 37) % 200));
      }
      return taken;
    });
    const frame = 1_000 / fps;
    return {
      name: tuiKey.name,
      ratio: percentile(waits, 0.9) / frame,
      goal: 3,
      detail: `from a key to another screen, frames of ${frame.toFixed(0)} ms: median ${(median(waits) / frame).toFixed(1)}, 90 % within ${(percentile(waits, 0.9) / frame).toFixed(1)}`,
    };
  },
};

function ms(microseconds: number): string {
  return `${(microseconds / 1_000).toFixed(0)} ms`;
}
