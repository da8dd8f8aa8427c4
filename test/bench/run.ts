import { parseArgs } from 'node:util';
import { activation } from './activation.ts';
import { cliNodeLs, cliVersion } from './cli.ts';
import { durableUpdates } from './durable.ts';
import { importInspect } from './import-inspect.ts';
import { issueFloor, issuePeculiar } from './issue.ts';
import { inspectKeystroke, inspectMarkers, inspectOneLine } from './inspect.ts';
import { joinFloor } from './join.ts';
import { networkTls } from './network.ts';
import { lspKeystroke, lspReady } from './lsp.ts';
import type { Benchmark, Measurement } from './measure.ts';
import { rotateDockerd } from './rotate.ts';
import { skimNode, skimPeculiar } from './skim.ts';
import { tlsThousand } from './tls.ts';
import { tuiFirstFrame, tuiIdle, tuiKey, tuiThousands } from './tui.ts';
import { watchDelta, watchWhole } from './watch.ts';
import { rotateFloor, rotateLinear, rotateMemory } from './rotate-in-process.ts';

const benchmarks: readonly Benchmark[] = [
  issueFloor,
  issuePeculiar,
  joinFloor,
  networkTls,
  durableUpdates,
  rotateDockerd,
  tlsThousand,
  rotateFloor,
  rotateMemory,
  rotateLinear,
  watchWhole,
  watchDelta,
  cliVersion,
  cliNodeLs,
  skimNode,
  skimPeculiar,
  importInspect,
  inspectKeystroke,
  inspectOneLine,
  inspectMarkers,
  tuiFirstFrame,
  tuiIdle,
  tuiThousands,
  tuiKey,
  lspKeystroke,
  lspReady,
  activation,
];

const usage = `npm run bench [-- --only NAME] [-- --json]

Measures ratios: contestants take turns within one run, and what counts is the median. What stands before the slash names all of them. Names: ${benchmarks.map(({ name }) => name).join(', ')}`;

function line({ name, ratio, goal, detail }: Measurement): string {
  const verdict = ratio <= goal ? 'ok  ' : 'MISS';
  return `${verdict} ${name.padEnd(24)} ${ratio.toFixed(3).padStart(8)} (goal: at most ${goal.toFixed(3)})\n     ${detail.split('\n').join('\n     ')}`;
}

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean' } },
});
const chosen = benchmarks.filter(
  ({ name }) => values.only === undefined || name === values.only || name.startsWith(`${values.only}/`),
);
if (values.help || chosen.length === 0) {
  console.error(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  const measurements: Measurement[] = [];
  for (const benchmark of chosen) {
    const measurement = await benchmark.run();
    measurements.push(measurement);
    if (!values.json) console.log(line(measurement));
  }
  if (values.json) console.log(JSON.stringify(measurements, null, 2));
}
