import { defineConfig } from 'vitest/config';

const json = process.env.VITEST_JSON;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 20_000,
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
