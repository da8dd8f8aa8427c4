import { describe, expect, it } from 'vitest';
import { explore } from './explore.ts';
import { prepare } from './found.ts';
import { inWords } from './report.ts';
import { scopes } from './scopes.ts';

describe('a rotation never breaks a connection', () => {
  it('in any state that a swarm can come to within bounds', { timeout: 600_000 }, async () => {
    const setting = await prepare();
    let states = 0;
    for (const scope of scopes) {
      const exploration = explore(setting, scope);
      const report = inWords(scope, exploration);
      process.stdout.write(report);
      expect(exploration, report).toMatchObject({ fault: undefined, isComplete: true });
      states += exploration.states;
    }
    process.stdout.write(`${states} states in all\n`);
    expect(states).toBeGreaterThan(100_000);
  });
});
