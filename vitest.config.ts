import { defineConfig } from 'vitest/config';

const json = process.env.VITEST_JSON;
/**
 * Which tests: `*.slow.test.ts` take long (fuzzing, tables of bad input, many processes, faults), `*.alone.test.ts` look at
 * the clock or at memory, so nothing runs beside them, `*.packaging.test.ts` fetch several releases of Node. Each kind has a command of its own: see CONTRIBUTING.
 */
const KINDS = { SVC_SLOW: 'slow', SVC_ALONE: 'alone', SVC_PACKAGING: 'packaging' } as const;
const kind = Object.entries(KINDS).find(([name]) => process.env[name] === '1')?.[1] ?? 'fast';

export default defineConfig({
  test: {
    include: kind === 'fast' ? ['test/**/*.test.ts'] : [`test/**/*.${kind}.test.ts`],
    exclude: kind === 'fast' ? ['test/**/*.{slow,alone,packaging}.test.ts'] : [],
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    // The gate runs on machines that others slow down; what passes at the second try only is marked (retry x1) in its log. At a
    // desk there is no second try.
    retry: process.env.CI ? 1 : 0,
    // Most tests wait for a process of their own, so two workers keep even two cores busy.
    maxWorkers: kind === 'alone' ? 1 : 2,
    // Files share a worker's modules: nothing in src keeps state, and loading it anew for each file costs a quarter of the run.
    isolate: false,
    reporters: json ? ['default', ['json', { outputFile: json }]] : ['default'],
    coverage: {
      provider: 'custom',
      customProviderModule: './test/lines-run/provider.ts',
      include: ['src/**'],
      reporter: ['json'],
      reportOnFailure: true,
      // Lines: of all, and by room where what is dense must be tested closely.
      thresholds: {
        lines: 95,
        'src/manifest/**': { lines: 95 },
        'src/compile/**': { lines: 95 },
        'src/plist/**': { lines: 95 },
        'src/launchd/**': { lines: 95 },
      },
    },
  },
});
