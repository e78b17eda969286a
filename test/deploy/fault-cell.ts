/** One cell of the fault matrix: a machine of its own with real processes, a change that meets a fault, what is left. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { desiredJobs } from '../../src/deploy/desired.ts';
import { holdState } from '../../src/deploy/hold-state.ts';
import { type InstallOptions, install } from '../../src/deploy/install.ts';
import { observe } from '../../src/deploy/observe.ts';
import type { JobOutcome } from '../../src/deploy/outcome.ts';
import { makePlan } from '../../src/deploy/plan.ts';
import { readRecords } from '../../src/deploy/records.ts';
import type { DesiredJob, Machine, Plan, Target, WriteRecord } from '../../src/deploy/types.ts';
import type { Launchctl, Waiting } from '../../src/launchd/port.ts';
import { loadManifest } from '../../src/project/load-manifest.ts';
import { isProblem, readBytes } from '../../src/system/files.ts';
import { openWaiting } from '../../src/system/waiting.ts';
import { type StandIn, startStandIn } from '../../src/testing/index.ts';
import { mountOver } from '../support/mount.ts';
import { write } from '../support/stand-in-machine.ts';
import type { FaultRow, Place, Scenario, Step } from './fault-faults.ts';

/** Real seconds of a second; many cells at once. */
const SCALE = 0.03;
/** For a cell that is run again, alone: what is a stall of a busy machine at the other scale is none at this. */
export const SLOW_SCALE = 0.15;
/** As `system/launchctl.ts` has it. */
const CALL_LIMIT_MS = 30_000;

export const LABEL = 'org.example.a';
const DOMAIN = 'gui/501';
const NAME = `${DOMAIN}/${LABEL}`;
const VERSION = '0.1.0';

const manifestWith = (command: string) => `version: 1
namespace: org.example
services:
  a:
    template: daemon
    keepAlive: true
    exitTimeout: 5s
    command: ${command}
`;
const OLD = '[/bin/sleep, "600"]';
const NEW = '[/bin/sleep, "601"]';
const BAD = '[/bin/sh, -c, "echo it went wrong >&2; exit 3"]';

/** What is there in the end, asked of the stand-in and of the disk and not of svc. */
export interface Left {
  readonly disk: 'old' | 'new' | 'none' | 'other';
  readonly loaded: 'old' | 'new' | 'none';
  readonly isRunning: boolean;
  readonly isDisabled: boolean;
  readonly mode: number | undefined;
  /** Half-written files in LaunchAgents and with the records. */
  readonly temporary: readonly string[];
}

export interface CellResult {
  readonly outcome: JobOutcome | undefined;
  readonly left: Left;
  /** How the whole is called: the state that was wanted, the one before, or neither. */
  readonly state: 'new' | 'old' | 'down' | 'mixed';
  /** Seconds of svc's clock: what it waited, and 30 for each call without an answer. */
  readonly seconds: number;
  /** Was the fault met at all? */
  readonly isMet: boolean;
  /** What the next run came to, with nothing in its way: empty when it converged. */
  readonly next: string;
}

export interface Cell {
  readonly scenario: Scenario;
  readonly step: Step;
  readonly row: FaultRow;
}

/** Runs one cell from an empty machine to an empty machine. */
export async function runCell(cell: Cell, scale = SCALE): Promise<CellResult> {
  const standIn = await startStandIn({ uid: 501, timeScale: scale });
  const world = new World(standIn, cell, scale);
  try {
    return await world.run();
  } finally {
    world.close();
    await standIn.stop();
  }
}

class World {
  readonly #scale: number;
  readonly #standIn: StandIn;
  readonly #cell: Cell;
  readonly #target: Target;
  readonly #place: Place;
  readonly #undo: (() => void)[] = [];
  readonly #unmount: (() => void)[] = [];
  #seconds = 0;
  #isArmed = false;
  #isVerified = false;

  constructor(standIn: StandIn, cell: Cell, scale: number) {
    this.#scale = scale;
    this.#standIn = standIn;
    this.#cell = cell;
    const { home, root } = standIn;
    const agents = join(home, 'Library/LaunchAgents');
    const stateFolder = join(home, '.local/state/svc/org.example');
    this.#place = { label: LABEL, domain: DOMAIN, agents, records: join(stateFolder, 'records') };
    this.#target = {
      domain: { kind: 'gui', uid: 501 },
      otherDomain: { kind: 'user', uid: 501 },
      folder: agents,
      home,
      root,
      uid: process.getuid!(),
      gid: process.getgid!(),
      stateFolder,
      namespace: 'org.example',
      source: join(home, 'project/services.yaml'),
    };
  }

  async run(): Promise<CellResult> {
    const { scenario, row } = this.#cell;
    const held = await this.#hold();
    if (row.mounts) for (const folder of [this.#place.agents, this.#place.records]) this.#mount(folder);
    held.release();
    await this.#prepare();
    this.#seconds = 0;
    const isRemoval = scenario === 'uninstall';
    const outcome = await this.#change(this.#wanted(), { isRemoval, isFaulty: true });
    this.#passOver();
    const seconds = this.#seconds;
    const isMet = this.#isArmed;
    const left = await this.#settled();
    this.#mend();
    const next = await this.#next();
    return { outcome, left, state: stateOf(scenario, left), seconds, isMet, next };
  }

  close(): void {
    for (const undo of [...this.#undo, ...this.#unmount].reverse()) undo();
  }

  #mount(folder: string): void {
    this.#unmount.push(mountOver(folder, 16 * 4096));
  }

  #wanted(): string {
    return this.#cell.scenario === 'upgrade to a bad version' ? BAD : NEW;
  }

  /** The machine before the change; all but the first install have the old version running. */
  async #prepare(): Promise<void> {
    const { scenario } = this.#cell;
    if (scenario === 'first install') return;
    const outcome = await this.#change(OLD, { isRemoval: false, isFaulty: false });
    if (outcome?.result !== 'installed' || outcome.error) throw new Error(`not prepared: ${JSON.stringify(outcome)}`);
    // It runs on all the same; to put it back takes more.
    if (scenario !== 'upgrade') await this.#standIn.call(['disable', NAME]);
  }

  #jobs(command: string): readonly DesiredJob[] {
    write(this.#target.source, manifestWith(command));
    const { manifest } = loadManifest(this.#target.source, { userHome: this.#target.home });
    return desiredJobs(manifest!, this.#target);
  }

  async #hold() {
    const held = await holdState(this.#target, { waiting: openWaiting(this.#scale) });
    if ('refusal' in held) throw new Error(held.refusal.cause);
    return held;
  }

  async #plan(command: string, isRemoval: boolean, records: ReadonlyMap<string, WriteRecord>, machine: Machine) {
    const declared = isRemoval ? [] : this.#jobs(command);
    const scope = { declared };
    return makePlan(scope, this.#target, await observe(scope, this.#target, records, machine.launchctl));
  }

  async #change(
    command: string,
    { isRemoval, isFaulty }: { isRemoval: boolean; isFaulty: boolean },
  ): Promise<JobOutcome | undefined> {
    const held = await this.#hold();
    const machine = { launchctl: this.#launchctl(isFaulty), waiting: this.#waiting() };
    try {
      const plan: Plan = await this.#plan(command, isRemoval, held.records.all, machine);
      const options: InstallOptions = {
        prune: true,
        noVerify: !isFaulty,
        ...(isFaulty && { onEvent: (event) => this.#onEvent(event) }),
      };
      const context = { machine, target: this.#target, records: held.records, version: VERSION };
      const outcomes = await install(plan, context, options);
      return outcomes[0];
    } finally {
      held.release();
    }
  }

  #onEvent(event: Parameters<NonNullable<InstallOptions['onEvent']>>[0]): void {
    const { step } = this.#cell;
    if (event.kind === 'watching') {
      this.#isVerified = true;
      if (step === 'verify') this.#arm();
      return;
    }
    if (event.kind !== 'step') return;
    const isWrite = event.step === 'write' || event.step === 'remove-file';
    if (event.step === 'restore' && step === 'restore') this.#arm();
    else if (isWrite && step === 'write') this.#arm();
    else this.#passOver();
  }

  /** What does not last is over when the next step begins; where none does, when svc is through. */
  #passOver(): void {
    if (!this.#cell.row.lasts) for (const undo of this.#undo.splice(0)) undo();
  }

  /** Lays the fault on, once; in the scenario of the bad version only once the way back has begun. */
  #arm(): void {
    const { row, scenario } = this.#cell;
    if (this.#isArmed || (scenario === 'upgrade to a bad version' && !this.#isVerified)) return;
    this.#isArmed = true;
    if (row.faults) this.#standIn.faults.add(...row.faults(this.#place));
    if (row.files) this.#undo.push(row.files(this.#place));
  }

  #waiting(): Waiting {
    const { now, sleep } = openWaiting(this.#scale);
    return {
      now,
      sleep: async (ms) => {
        this.#seconds += ms / 1000;
        await sleep(ms);
      },
    };
  }

  /** launchctl in this process, with a limit for each call; the fault is laid on before or after the step's verb. */
  #launchctl(isFaulty: boolean): Launchctl {
    const { step } = this.#cell;
    const after = { wait: 'bootout', confirm: 'bootstrap' }[step as string];
    return async (argv) => {
      const [verb] = argv;
      if (isFaulty && verb === step) this.#arm();
      const limit = AbortSignal.timeout(CALL_LIMIT_MS * this.#scale);
      const answer = await this.#standIn.call(argv, { signal: limit });
      if (isFaulty && verb === after) this.#arm();
      if (!limit.aborted && answer.signal === undefined) return answer;
      if (limit.aborted) this.#seconds += CALL_LIMIT_MS / 1000;
      const failure = limit.aborted ? 'it did not answer within 30 s' : `it was ended by ${answer.signal}`;
      return { code: undefined, stdout: '', stderr: '', failure };
    };
  }

  #mend(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#standIn.faults.clear();
    this.#standIn.advance(400);
  }

  /** What is left, once launchd is through with what it was told. */
  async #settled(): Promise<Left> {
    for (let n = 0; n < (40 * this.#scale) / SCALE; n++) {
      const job = this.#standIn.job(NAME);
      if (!job || (!job.isDraining && job.state === 'running')) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return await this.#look();
  }

  async #look(): Promise<Left> {
    const job = this.#standIn.job(NAME);
    const isThere = job !== undefined && !job.isDraining;
    const version = job?.definition.arguments.at(-1) === '600' ? 'old' : 'new';
    const path = join(this.#place.agents, `${LABEL}.plist`);
    return {
      disk: this.#diskState(path),
      loaded: isThere ? version : 'none',
      isRunning: isThere && job.pid !== undefined,
      isDisabled: this.#overrides().includes(`"${LABEL}": true`),
      mode: statSync(path, { throwIfNoEntry: false })?.mode,
      temporary: [this.#place.agents, this.#place.records].flatMap((folder) => temporaryIn(folder)),
    };
  }

  #overrides(): string {
    const bytes = readBytes(join(this.#standIn.folder, 'overrides.json'), 1e6);
    return isProblem(bytes) ? '' : new TextDecoder().decode(bytes);
  }

  #diskState(path: string): Left['disk'] {
    const bytes = readBytes(path, 1e6);
    if (isProblem(bytes)) return bytes.kind === 'missing' ? 'none' : 'other';
    const text = new TextDecoder().decode(bytes);
    if (text === this.#jobs(OLD)[0]!.text) return 'old';
    return [NEW, BAD].some((command) => text === this.#jobs(command)[0]!.text) ? 'new' : 'other';
  }

  /** Runs svc once more with the fault gone, and says what is not as it should be. */
  async #next(): Promise<string> {
    const isRemoval = this.#cell.scenario === 'uninstall';
    const outcome = await this.#change(NEW, { isRemoval, isFaulty: false });
    await this.#settled();
    const { disk, loaded, isRunning, isDisabled, temporary } = await this.#look();
    const problems: string[] = [];
    if (outcome?.error) problems.push(`the next run: ${outcome.result}: ${outcome.error.cause}`);
    if (temporary.length > 0) problems.push(`left: ${temporary.join(' ')}`);
    if (isDisabled) problems.push('disabled');
    const isNew = (isRemoval || disk !== 'other') && isRunning === !isRemoval && (isRemoval ? loaded === 'none' : true);
    const text = isRemoval ? undefined : this.#jobs(NEW)[0]!.text;
    const path = join(this.#place.agents, `${LABEL}.plist`);
    if (!isNew) problems.push(`disk ${disk}, loaded ${loaded}, ${isRunning ? 'running' : 'not running'}`);
    if (isRemoval ? disk !== 'none' : readFileSync(path, 'utf8') !== text) problems.push('the file is not right');
    const { records } = readRecords(this.#target.stateFolder);
    const texts = records.get(LABEL)?.texts;
    // A record that could not be removed is said in a note; svc uninstall removes it.
    const isNoted = outcome === undefined && isRemoval && this.#cell.row.name.startsWith('records');
    if (JSON.stringify(texts) !== JSON.stringify(text && [text]) && !isNoted)
      problems.push(`${texts?.length} texts on record`);
    return problems.join('; ');
  }
}

function temporaryIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.tmp'));
  } catch {
    return [];
  }
}

/** New: as wanted. Old: as before. Down: what ran does not. Mixed: it runs, and file and launchd do not agree. */
function stateOf(scenario: Scenario, { disk, loaded, isRunning, isDisabled }: Left): CellResult['state'] {
  const isGone = disk === 'none' && loaded === 'none';
  switch (scenario) {
    case 'first install':
      if (isGone) return 'old';
      return disk === 'new' && loaded === 'new' && isRunning ? 'new' : 'mixed';
    case 'uninstall':
      if (isGone && !isDisabled) return 'new';
      if (disk === 'old' && loaded === 'old' && isRunning && isDisabled) return 'old';
      return isRunning ? 'mixed' : isGone ? 'mixed' : 'down';
    case 'upgrade':
    case 'upgrade to a bad version':
      if (disk === 'new' && loaded === 'new' && isRunning && scenario === 'upgrade') return 'new';
      if (disk === 'old' && loaded === 'old' && isRunning && isDisabled === (scenario !== 'upgrade')) return 'old';
      return isRunning && loaded === 'old' ? 'mixed' : 'down';
  }
}
