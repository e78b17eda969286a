#!/usr/bin/env node
// Everything else is loaded behind this test, so that an old Node answers in words and not with a syntax error.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`svc needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 2;
} else {
  // The program as it is built, cli/program.ts and all that it needs at once: see scripts/program.mjs.
  // biome-ignore lint/suspicious/noTsIgnore: there is no such file beside the source
  // @ts-ignore
  import('./core.cjs').then(({ run }) => run(process.argv.slice(2)));
}
