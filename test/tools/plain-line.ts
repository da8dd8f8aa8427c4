import type { Reporter, TestCase, TestModule } from 'vitest/node';

/**
 * Ends the output with a line that a program can read: `N passed, N failed`. What was skipped is named before it; where
 * SWARMPKI_FORBID_SKIPS is set it counts as failed, so that a suite which could not run is never mistaken for a green one.
 * Of a file that was run again the last time counts.
 */
export default class PlainLine implements Reporter {
  readonly #modules = new Map<string, TestModule>();
  #unhandled = 0;

  constructor() {
    process.once('exit', () => this.#end());
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    for (const module of modules) this.#modules.set(`${module.project.name} ${module.moduleId}`, module);
    this.#unhandled = unhandledErrors.length;
    if (this.#failed > 0) process.exitCode = 1;
  }

  get #tests(): readonly TestCase[] {
    return [...this.#modules.values()].flatMap((module) => [...module.children.allTests()]);
  }

  #inState(state: string): readonly TestCase[] {
    return this.#tests.filter((test) => test.result().state === state);
  }

  get #skipsForbidden(): boolean {
    return process.env['SWARMPKI_FORBID_SKIPS'] === '1';
  }

  get #failed(): number {
    const broken = [...this.#modules.values()].filter((module) => module.errors().length > 0).length;
    const skipped = this.#skipsForbidden ? this.#inState('skipped').length : 0;
    return this.#inState('failed').length + broken + this.#unhandled + skipped;
  }

  #end(): void {
    // Nothing has run: whatever kept it from that has said so.
    if (this.#modules.size === 0) return;
    const skipped = this.#inState('skipped');
    if (skipped.length > 0) {
      const names = [...new Set(skipped.map((test) => test.fullName.split(' > ')[0]))].join('; ');
      const verdict = this.#skipsForbidden ? 'skipped, which counts as failed here' : 'skipped';
      process.stdout.write(`${skipped.length} ${verdict}: ${names}\n`);
    }
    process.stdout.write(`${this.#inState('passed').length} passed, ${this.#failed} failed\n`);
  }
}
