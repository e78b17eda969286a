import { defineConfig } from 'vitest/config';

const json = process.env.VITEST_JSON;
/** Slow tests (fuzzing, tables of bad input, hostile and very many files, pre-commit) run apart: `npm run test:slow`. */
const slow = process.env.SVC_SLOW === '1';

export default defineConfig({
  test: {
    include: slow ? ['test/**/*.slow.test.ts'] : ['test/**/*.test.ts'],
    exclude: slow ? [] : ['test/**/*.slow.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 30_000,
    // Most tests wait for a process of their own, so two workers keep even two cores busy.
    maxWorkers: 2,
    // Files share a worker's modules: nothing in src keeps state, and loading it anew for each file costs a quarter of the run.
    isolate: false,
    reporters: json ? ['default', ['json', { outputFile: json }]] : ['default'],
    coverage: {
      provider: 'v8',
      include: ['src/{manifest,compile,plist,launchd}/**'],
      reporter: ['text-summary', 'json-summary'],
      // Lines, by room: what is dense must be tested closely.
      thresholds: {
        'src/manifest/**': { lines: 95 },
        'src/compile/**': { lines: 95 },
        'src/plist/**': { lines: 95 },
        'src/launchd/**': { lines: 95 },
      },
    },
  },
});
