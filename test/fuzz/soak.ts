/**
 * `npm run soak`: up to 500 installs and removals under random faults of launchd, then up to 2,000 rounds of status, in
 * SOAK_SECONDS (30) together. After each fault is gone the machine must get where it should; memory and open files stay
 * flat. The seed is printed, and SOAK_SEED gives the same faults again.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fault, startStandIn } from '../../src/testing/index.ts';
import { faultsAt, STEPS, type Step } from '../deploy/fault-faults.ts';
import { setting } from './setting.ts';
import { DOMAIN, LABEL, SCALE, SoakMachine } from './soak-machine.ts';

const CYCLES = 500;
const ROUNDS = 2_000;
/** Megabytes that the heap may grow over all rounds; the log of the stand-in takes some of it. */
const MOST_GROWTH_MB = 16;
const MOST_NEW_FILES = 8;

const seconds = setting('SOAK_SECONDS', 30);
const seed = setting('SOAK_SEED', Date.now() % 2 ** 31);
const say = (line: string) => process.stdout.write(`soak: ${line}\n`);
const place = { label: LABEL, domain: DOMAIN, agents: '', records: '' };
/** Faults of launchctl and of launchd; what happens to files is for the fault matrix. */
const ROWS = STEPS.flatMap((step: Step) => faultsAt(step, place).filter(({ faults }) => faults !== undefined));

/** Random numbers from 0 to 1 that a seed gives again (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A change under faults, the faults gone, and the same change again. @returns what is not as it should be */
async function cycle(machine: SoakMachine, to: 'installed' | 'removed', faults: readonly Fault[]): Promise<string> {
  const { standIn } = machine;
  const first = await machine.change(to, () => standIn.faults.add(...faults));
  standIn.faults.clear();
  standIn.advance(400);
  const second = await machine.change(to);
  const wanted = to === 'installed';
  for (let n = 0; n < 100 && machine.state().running !== wanted; n++) await new Promise((done) => setTimeout(done, 10));
  const { file, loaded, running } = machine.state();
  // A start that launchd holds back is made by a kickstart alone, and svc has said that it did not see it.
  const isHeldBack = loaded && first?.error !== undefined && faults.some(({ kind }) => kind === 'pend');
  if (file === wanted && loaded === wanted && (running === wanted || isHeldBack)) return '';
  return JSON.stringify({ to, faults, first, second, file, loaded, running }, null, 2);
}

async function cycles(machine: SoakMachine, until: number): Promise<number> {
  const random = randomFrom(seed);
  const some = () => ROWS[Math.floor(random() * ROWS.length)]!.faults!(place);
  let failures = 0;
  let done = 0;
  for (; done < CYCLES && performance.now() < until; done++) {
    for (const to of ['installed', 'removed'] as const) {
      const faults = [...some(), ...(random() < 0.3 ? some() : [])];
      const wrong = await cycle(machine, to, faults);
      if (wrong === '') continue;
      failures++;
      const path = join(mkdirs(join(tmpdir(), 'svc-soak')), `${seed}-${done}.json`);
      writeFileSync(path, wrong);
      say(`FAILED in cycle ${done}, ${to}: kept in ${path}\n${wrong}`);
    }
  }
  say(`${done} installs and removals under random faults, ${failures} went wrong`);
  return failures;
}

function mkdirs(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

interface Use {
  readonly megabytes: number;
  readonly files: number;
}

function use(): Use {
  globalThis.gc?.();
  return { megabytes: process.memoryUsage().heapUsed / 2 ** 20, files: readdirSync('/dev/fd').length };
}

async function rounds(machine: SoakMachine, until: number): Promise<number> {
  await machine.change('installed');
  let before: Use | undefined;
  let done = 0;
  for (; done < ROUNDS && performance.now() < until; done++) {
    if (done === 50) before = use();
    const job = await machine.look();
    if (job?.verdict !== 'running') {
      say(`FAILED in round ${done} of status: ${JSON.stringify(job)}`);
      return 1;
    }
  }
  const after = use();
  const { megabytes, files } = before ?? after;
  const growth = Math.round((after.megabytes - megabytes) * 10) / 10;
  say(`${done} rounds of status: heap ${growth} MB more, open files ${after.files - files} more`);
  return growth > MOST_GROWTH_MB || after.files - files > MOST_NEW_FILES ? 1 : 0;
}

const start = performance.now();
say(`seed ${seed}, ${seconds} s (SOAK_SEED=${seed} SOAK_SECONDS=${seconds} npm run soak meets the same faults)`);
const standIn = await startStandIn({ uid: 501, timeScale: SCALE });
try {
  const machine = new SoakMachine(standIn);
  const failures = await cycles(machine, start + seconds * 700);
  process.exitCode = failures + (await rounds(machine, start + seconds * 1000)) === 0 ? 0 : 1;
} finally {
  await standIn.stop();
}
