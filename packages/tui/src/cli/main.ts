import manifest from '../../package.json' with { type: 'json' };
import { silenceSqliteWarning } from './warnings.ts';

silenceSqliteWarning();
const words = process.argv.slice(2);
const [first] = words;
// Nothing is loaded for this: scripts ask for it again and again.
if (words.length === 1 && (first === '--version' || first === '-v')) console.log(manifest.version);
else {
  const { runProgram } = await import('./program.ts');
  process.exitCode = await runProgram(words);
}
