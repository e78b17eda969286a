#!/usr/bin/env node
// Everything else is loaded behind this test, so that an old Node answers in words and not with a syntax error.

/** Name of the text of start.cjs, which has `cli/program.ts` as it is built, and what it needs at once. */
declare const START_BUILD: string;
/** The folder of the built program. */
declare const __dirname: string;

/** What start.cjs is: see scripts/program.mjs. */
type Start = (
  folder: string,
  runFile: (path: string, build: string) => unknown,
) => (argv: readonly string[]) => Promise<void>;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`svc needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 2;
} else {
  import('./system/code-cache.ts').then(async ({ runFile }) => {
    const start = runFile(`${__dirname}/start.cjs`, START_BUILD) as Start;
    await start(__dirname, runFile)(process.argv.slice(2));
    // All is written by now; waiting for node to take itself apart would cost as much as a lint.
    process.exit();
  });
}
