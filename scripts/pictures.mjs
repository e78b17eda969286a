/**
 * Renews docs/pictures, or the folder given: what the built svc really shows on a terminal, against the stand-in for
 * launchd. Needs python3. What differs from run to run (pids, times, memory, the home) is replaced, so that the same
 * svc gives the same files.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gridOf, svgOf, textOf } from './terminal-picture.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = resolve(process.argv[2] ?? join(root, 'docs/pictures'));
const { startStandIn } = await import('../dist/esm/testing.js');

const HOME = '/Users/user';
/** Of the terminal. The table of svc status shows the same columns in it whether pids have three digits or seven. */
const COLUMNS = 87;

/** As it was installed, and as it is now. */
const INSTALLED = `version: 1
namespace: org.example
services:
  gateway:
    template: daemon
    command: [~/bin/gateway, --port, "8080"]
    environment: { MODE: production }
  worker:
    template: daemon
    command: [~/bin/worker]
    throttleInterval: 60s
  mailer:
    template: daemon
    command: [~/bin/mailer]
  backup:
    template: heartbeat
    command: [~/bin/backup]
    schedule: sunday 02:30
  report:
    template: heartbeat
    command: [~/bin/report]
    schedule: ["07:55", "22:00"]
`;
const NOW = INSTALLED.replace('MODE: production }', 'MODE: staging }\n    throttleInterval: 30s').concat(`  indexer:
    template: daemon
    command: [~/bin/indexer]
`);

const STAYS = '#!/bin/sh\nexec sleep 600\n';
const PROGRAMS = {
  gateway: STAYS,
  mailer: STAYS,
  indexer: STAYS,
  worker: '#!/bin/sh\necho "Error: no such queue: jobs" >&2\nexit 3\n',
  backup: '#!/bin/sh\nexit 0\n',
  report: '#!/bin/sh\necho "report.conf: no such file" >&2\nexit 78\n',
};

const BROKEN = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>org.example.server</string>
  <key>ProgramArguments</key>
  <array>
    <string>~/bin/server</string>
  </array>
  <key>ExitTimeout</key>
  <integer>30</integer>
  <key>ThrottleInterval</key>
  <string>10</string>
  <key>StandardErrorPath</key>
  <string>/Users/user/Library/Logs/server.log</string>
  <key>StartCalendarInterval</key>
  <dict>
    <key>Hour</key>
    <integer>3</integer>
  </dict>
</dict>
</plist>
`;

const folder = shortFolder();
const uid = process.getuid();
let standIn;
try {
  standIn = await startStandIn({ folder, uid });
  const { home } = standIn;
  write('services.yaml', INSTALLED);
  write('org.example.server.plist', BROKEN);
  for (const [name, text] of Object.entries(PROGRAMS)) write(join('bin', name), text, 0o755);
  await svc(['install', '--no-verify'], 0);
  // It ends, and is started again when its throttle of a minute is over: time enough to look at it in between.
  for (const runs of [1, 2, 3, 4, 5]) {
    const isOver = () => job('worker')?.runs === runs && job('worker').pid === undefined;
    // On a busy machine the clock may be set on before the stand-in waits for it.
    await until(isOver, () => runs > 1 && job('worker')?.runs < runs && standIn.advance(60));
    if (runs < 5) standIn.advance(60);
  }
  await standIn.call(['kickstart', `gui/${uid}/org.example.report`]);
  await until(() => job('report')?.runs === 1 && job('report').pid === undefined);
  write('services.yaml', NOW);
  await picture('status', ['status'], { code: 1, steady: steadyStatus });
  await picture('diff', ['diff'], { code: 1 });
  await picture('lint', ['lint', 'org.example.server.plist'], { code: 1 });
  const when = ['--from', '2026-03-27T12:00', '--tz', 'Europe/Berlin'];
  await picture('next', ['next', 'backup', 'report', ...when], { code: 0 });

  function job(service) {
    return standIn.job(`gui/${uid}/org.example.${service}`);
  }

  function write(name, text, mode = 0o644) {
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
  }
} finally {
  await standIn?.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The home in it has as many letters as /Users/user, so that lines break where they would there. */
function shortFolder() {
  for (const letter of 'abcdefghijklmnopqrstuvwxyz') {
    try {
      mkdirSync(`/tmp/${letter}`, { mode: 0o700 });
      return `/tmp/${letter}`;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
  throw new Error('every /tmp/<letter> is taken');
}

/** Runs svc on a terminal, and gives what it wrote there. */
async function svc(args, code) {
  const { home, env } = standIn;
  const command = [
    'test/support/on-pty.py',
    '40',
    String(COLUMNS),
    process.execPath,
    join(root, 'dist/main.js'),
    ...args,
  ];
  const child = spawn('python3', [join(root, command[0]), ...command.slice(1)], {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      TERM: 'xterm-256color',
      NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
      ...env,
      ...(uid === 0 && { SVC_ALLOW_ROOT: '1' }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  const ended = await new Promise((resolve) => child.on('close', resolve));
  const text = Buffer.concat(chunks).toString();
  if (ended !== code) throw new Error(`svc ${args.join(' ')} exited ${ended}, not ${code}:\n${text}`);
  return text;
}

/** Writes the picture of a command. */
async function picture(name, args, { code, steady = (grid) => grid }) {
  const prompt = `\u001b[32m$\u001b[39m \u001b[1msvc ${args.join(' ')}\u001b[22m\n`;
  const shown = (await svc(args, code)).replaceAll(standIn.home, HOME).replaceAll(`gui/${uid}`, 'gui/501');
  const grid = steady(gridOf(prompt + shown));
  const text = textOf(grid).join('\n');
  if (text.includes(folder)) throw new Error(`a path of this machine is in the picture of ${name}:\n${text}`);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, `${name}.svg`), svgOf(grid, COLUMNS, `Terminal: svc ${args.join(' ')}`));
  process.stdout.write(`${text}\n\n`);
}

/** What svc status shows, with fixed figures where each run has its own. */
function steadyStatus(grid) {
  const end = textOf(grid).indexOf('');
  let table = grid.slice(0, end);
  table = withColumn(table, 'PID', 5, ['20939', '-', '21802']);
  table = withColumn(table, 'UPTIME', 6, ['3d 4h', '3d 4h']);
  table = withColumn(table, 'MEMORY', 6, ['84.2M', '31.7M']);
  table = withColumn(table, 'NEXT RUN', -9, ['Sun 02:30', '07:55']);
  const below = grid.slice(end).map((cells) => withText(cells, /(?<=pid )\d+/, '20939'));
  return [...table, ...below];
}

/**
 * Replaces the texts of a column of the table, which begins in the second row, from above down. Where there are more
 * texts than `texts`, the others stay.
 * @param width of the column afterwards; less than 0: its texts stand at the left
 */
function withColumn(rows, title, width, texts) {
  const lines = textOf(rows);
  const at = lines[1].indexOf(title);
  if (at < 0) throw new Error(`svc status shows no ${title}:\n${lines.join('\n')}`);
  const isLeft = width < 0;
  const of = (line) =>
    isLeft
      ? /^\S+(?: \S+)*|/.exec(line.slice(at))[0]
      : /(?:\S+(?: \S+)*)?$/.exec(line.padEnd(at).slice(0, at + title.length))[0];
  const widest = Math.max(...lines.slice(1).map((line) => of(line).length));
  const start = isLeft ? at : at + title.length - widest;
  const left = [...texts];
  return rows.map((cells, row) => {
    if (row === 0 || cells.length <= start) return cells;
    const old = of(lines[row]);
    const text = row === 1 || old === '' ? old : (left.shift() ?? old);
    const style = cells[isLeft ? start : start + widest - 1]?.style ?? '';
    const padded = isLeft ? text.padEnd(-width) : text.padStart(width);
    return [
      ...cells.slice(0, start),
      ...[...padded].map((one) => ({ text: one, style })),
      ...cells.slice(start + widest),
    ];
  });
}

/** A row with the first match replaced. */
function withText(cells, pattern, text) {
  const found = pattern.exec(textOf([cells])[0]);
  if (!found) return cells;
  const { style } = cells[found.index];
  const made = [...text].map((one) => ({ text: one, style }));
  return [...cells.slice(0, found.index), ...made, ...cells.slice(found.index + found[0].length)];
}

/** Waits until `is` holds. @param again done every five seconds till then */
async function until(is, again = () => {}) {
  const deadline = Date.now() + 30_000;
  for (let looks = 1; !is(); looks++) {
    if (Date.now() > deadline) throw new Error('what was waited for did not come about');
    if (looks % 250 === 0) again();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
