import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends the output with a line that a program can read: `N passed, N failed`. What was skipped is named before it; where
 * SWARMPKI_FORBID_SKIPS is set it counts as failed, so that a suite which could not run is never mistaken for a green one.
 */
export default class PlainLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string): typeof tests => tests.filter((test) => test.result().state === state);
    const brokenModules = modules.filter((module) => module.errors().length > 0).length;
    const skipped = inState('skipped');
    const skipsForbidden = process.env['SWARMPKI_FORBID_SKIPS'] === '1';

    const passed = inState('passed').length;
    let failed = inState('failed').length + brokenModules + unhandledErrors.length;
    if (skipsForbidden) failed += skipped.length;
    if (failed > 0) process.exitCode = 1;
    process.once('exit', () => {
      if (skipped.length > 0) {
        const names = [...new Set(skipped.map((test) => test.fullName.split(' > ')[0]))].join('; ');
        const verdict = skipsForbidden ? 'skipped, which counts as failed here' : 'skipped';
        process.stdout.write(`${skipped.length} ${verdict}: ${names}\n`);
      }
      process.stdout.write(`${passed} passed, ${failed} failed\n`);
    });
  }
}
