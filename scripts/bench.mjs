// `npm run bench`: whole processes of svc against peers, in interleaved pairs, as medians and ratios of one run. Machines are
// noisy, so only the ratios mean anything. Prints a table, writes the figures as JSON, exits 1 where a gate is passed.
// BENCH_ROUNDS (11): pairs a measure. SVC_SHARED: folder with bench/: generators of files, and a DTD for xmllint; without it
// files of our own are linted, and what needs the DTD or hostile files is skipped, and said.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAIN = join(ROOT, 'dist/main.js');
const NODE = process.execPath;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 11);
if (!Number.isInteger(ROUNDS) || ROUNDS < 1) {
  console.error(`BENCH_ROUNDS must be a whole number from 1 on, not ${JSON.stringify(process.env.BENCH_ROUNDS)}.`);
  process.exit(2);
}
/** As in src/system/code-cache.ts. */
const LESSONS = 4;
const SHARED = process.env.SVC_SHARED && join(process.env.SVC_SHARED, 'bench');

const work = mkdtempSync(join(tmpdir(), 'svc-bench-'));
const home = join(work, 'home');
mkdirSync(home, { mode: 0o700 });
const env = { PATH: process.env.PATH, HOME: home };

/** id: what is measured, the bar to reach and the gate that must hold, as ratios unless it says otherwise. */
const BARS = {
  a1: ['lint one plist / node -e 0', 1.2, 1.4],
  a2: ['--version / node -e 0', 1.15, 1.3],
  'a2 help': ['--help / node -e 0', 1.15, 1.3],
  a3: ['render six services / node -e 0', 2.2, 2.7],
  b1: ['lint 1,000 files / xmllint with DTD', 1.3, 1.6],
  b2: ['lint 10,000 files / xmllint with DTD', 0.5, 0.7],
  b3: ['lint 10,000 files / plistlib', 0.35, 0.5],
  b4: ['lint 10,000 files / node reading them', 2.5, 3.5],
  c1: ['peak memory at 10,000 files minus at 1, MB', 24, 40],
  d1: ['the slowest hostile file, seconds', 1.5, 3],
  'd1 MB': ['the largest for a hostile file, MB', 400, 600],
  e1: ['render 600 services / parseDocument, in process', 1.4, 1.75],
  e2: ['render 6,000 services / parseDocument, in process', 1.4, 1.75],
  g1: ['unpacked size of the package, MB', 1.5, 3],
};

const results = {};
const skipped = {};

try {
  starts();
  manyFiles();
  hostileFiles();
  await manyServices();
  size();
} finally {
  rmSync(work, { recursive: true, force: true });
}
report();

function starts() {
  const plist = join(work, 'com.example.one.plist');
  writeFileSync(
    plist,
    execFileSync(NODE, [MAIN, '-f', join(ROOT, 'services.yaml'), 'render', '--stdout', 'gateway'], { env }),
  );
  const base = [NODE, '-e', '0'];
  const start = (id, ...args) => {
    learn([NODE, MAIN, ...args]);
    ratio(id, [NODE, MAIN, ...args], base);
  };
  start('a1', 'lint', plist);
  start('a2', '--version');
  start('a2 help', '--help');
  start('a3', '-f', join(ROOT, 'services.yaml'), 'render', '--check');
}

/** The first runs of a kind teach the cache of compiled code. */
function learn(command) {
  for (let lesson = 1; lesson < LESSONS; lesson++) run(command);
}

function manyFiles() {
  const [thousand, all] = [join(work, '1000'), join(work, '10000')];
  for (const [folder, count] of [
    [thousand, 1000],
    [all, 10000],
  ])
    corpus(folder, count);
  const lint = (folder) => [NODE, MAIN, 'lint', '--max-warnings', '1000000', folder];
  const xml = (folder) => readdirSync(folder).map((name) => join(folder, name));
  const xmllint = (folder) => [
    'xmllint',
    '--nonet',
    '--noout',
    '--dtdvalid',
    join(SHARED, 'plist10.dtd'),
    ...xml(folder),
  ];
  learn(lint(thousand));
  if (!SHARED) skip(['b1', 'b2'], 'no DTD for xmllint: SVC_SHARED is not set');
  else if (spawnSync('xmllint', ['--version']).error) skip(['b1', 'b2'], 'no xmllint');
  else {
    env.XML_CATALOG_FILES = join(SHARED, 'catalog.xml');
    ratio('b1', lint(thousand), xmllint(thousand), 5);
    ratio('b2', lint(all), xmllint(all), 3);
  }
  const python =
    'import plistlib,sys,os\nfor n in os.listdir(sys.argv[1]):\n  plistlib.load(open(os.path.join(sys.argv[1],n),"rb"))';
  ratio('b3', lint(all), ['python3', '-c', python, all], 3);
  const reading =
    'const fs=require("fs");for(const n of fs.readdirSync(process.argv[1]))fs.readFileSync(process.argv[1]+"/"+n)';
  ratio('b4', lint(all), [NODE, '-e', reading, all], 5);
  const one = join(all, readdirSync(all)[0]);
  if (spawnSync('/usr/bin/time', ['true']).error) skip(['c1'], 'no /usr/bin/time');
  else results.c1 = round(measured(lint(all)).megabytes - measured(lint(one)).megabytes);
}

/** Jobs of some four kilobytes each. */
function corpus(folder, count) {
  if (SHARED) return execFileSync('python3', [join(SHARED, 'gen-corpus.py'), folder, `${count}`]);
  mkdirSync(folder);
  const argument = (i, k) => `\t\t<string>--option-${k}=${(i * 7919 + k * 104729).toString(16)}</string>\n`;
  const variable = (i, k) => `\t\t<key>APP_${k}</key>\n\t\t<string>value &amp; ${i * k}</string>\n`;
  const many = (make, i) => Array.from({ length: 24 }, (_, k) => make(i, k)).join('');
  for (let i = 0; i < count; i++)
    writeFileSync(
      join(folder, `${i}.plist`),
      `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n<dict>\n\t<key>Label</key>\n\t<string>com.example.job-${i}</string>\n\t<key>ProgramArguments</key>\n\t<array>\n\t\t<string>/usr/local/bin/node</string>\n${many(argument, i)}\t</array>\n\t<key>EnvironmentVariables</key>\n\t<dict>\n${many(variable, i)}\t</dict>\n\t<key>StartCalendarInterval</key>\n\t<dict>\n\t\t<key>Hour</key>\n\t\t<integer>${i % 24}</integer>\n\t\t<key>Minute</key>\n\t\t<integer>${i % 60}</integer>\n\t</dict>\n\t<key>StandardOutPath</key>\n\t<string>/Users/user/Library/Logs/job-${i}.log</string>\n\t<key>StandardErrorPath</key>\n\t<string>/Users/user/Library/Logs/job-${i}.err.log</string>\n</dict>\n</plist>\n`,
    );
}

/** Each read whole, up to 50 MB, which the usual limit of svc would not let in. */
function hostileFiles() {
  if (!SHARED) return skip(['d1', 'd1 MB'], 'no hostile files: SVC_SHARED is not set');
  if (spawnSync('/usr/bin/time', ['true']).error) return skip(['d1', 'd1 MB'], 'no /usr/bin/time');
  const folder = join(work, 'hostile');
  execFileSync('python3', [join(SHARED, 'gen-pathological.py'), folder]);
  const all = readdirSync(folder).map((name) => {
    const { seconds, megabytes } = measured([NODE, MAIN, 'lint', '--max-size', '67108864', join(folder, name)]);
    rmSync(join(folder, name));
    return { seconds, megabytes };
  });
  results.d1 = round(Math.max(...all.map(({ seconds }) => seconds)));
  results['d1 MB'] = round(Math.max(...all.map(({ megabytes }) => megabytes)));
}

/** Both in this process, since what is asked is what svc adds to the parser. */
async function manyServices() {
  const { loadManifest, compileService, renderPlist } = await import('launchd-svc');
  const { parseDocument } = await import('yaml');
  for (const [id, count] of [
    ['e1', 600],
    ['e2', 6000],
  ]) {
    const services = Array.from(
      { length: count },
      (_, i) =>
        `  s${i}:\n    template: daemon\n    command: [/usr/local/bin/node, /srv/app/s${i}.js, --port, "${8000 + (i % 1000)}"]\n    environment: { NODE_ENV: production, INDEX: "${i}" }\n`,
    );
    const file = join(work, `${count}.yaml`);
    const text = `version: 1\nnamespace: org.example\nhome: /Users/user\nservices:\n${services.join('')}`;
    writeFileSync(file, text);
    const ours = () => loadManifest(file).manifest.services.map((service) => renderPlist(compileService(service)));
    const theirs = () => parseDocument(text);
    results[id] = paired(
      () => timed(ours),
      () => timed(theirs),
      count > 1000 ? 3 : 7,
    );
  }
}

function size() {
  const files = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )[0].files;
  results.g1 = round(files.reduce((sum, { path }) => sum + statSync(join(ROOT, path)).size, 0) / 1e6);
}

function ratio(id, ours, theirs, rounds = ROUNDS) {
  run(ours); // what is kept of the program is kept by now
  results[id] = paired(
    () => timed(() => run(ours)),
    () => timed(() => run(theirs)),
    rounds,
  );
}

/** Median of the ratios of interleaved pairs. */
function paired(ours, theirs, rounds) {
  const ratios = Array.from({ length: rounds }, () => ours() / theirs()).sort((a, b) => a - b);
  return round(ratios[Math.floor(ratios.length / 2)]);
}

function run([program, ...args]) {
  const { error } = spawnSync(program, args, { env, stdio: 'ignore', cwd: work });
  if (error) throw error;
}

function timed(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function measured(command) {
  const file = join(work, 'peak');
  spawnSync('/usr/bin/time', ['-q', '-f', '%e %M', '-o', file, ...command], { env, stdio: 'ignore', cwd: work });
  const [seconds, kilobytes] = readFileSync(file, 'utf8').trim().split('\n').at(-1).split(' ').map(Number);
  return { seconds, megabytes: kilobytes / 1024 };
}

function skip(ids, why) {
  for (const id of ids) skipped[id] = why;
}

function round(value) {
  return Math.round(value * 100) / 100;
}

function report() {
  let passed = 0;
  for (const [id, [what, bar, gate]] of Object.entries(BARS)) {
    const value = results[id];
    const verdict =
      value === undefined
        ? `skipped: ${skipped[id]}`
        : value <= bar
          ? 'reaches its bar'
          : value <= gate
            ? 'within its gate'
            : 'PAST ITS GATE';
    if (value > gate) passed++;
    console.log(
      `${id.padEnd(8)} ${what.padEnd(52)} ${String(value ?? '-').padStart(7)}  bar ${bar}, gate ${gate}: ${verdict}`,
    );
  }
  const file = join(ROOT, 'build/bench.json');
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ node: process.version, rounds: ROUNDS, results, skipped }, null, 2)}\n`);
  console.log(`${passed === 0 ? 'No gate is passed' : `${passed} gates are passed`}; figures: build/bench.json`);
  process.exitCode = passed === 0 ? 0 : 1;
}
