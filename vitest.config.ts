import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['default', './test/tools/plain-line.ts'],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**'],
      exclude: ['**/gen/**', '**/testing/**'],
      reporter: ['text-summary', 'lcovonly'],
    },
    projects: [
      // One process for all unit tests: so they leave nothing behind that another could find.
      { test: { name: 'unit', include: ['packages/*/src/**/*.test.{ts,tsx}'], isolate: false } },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
