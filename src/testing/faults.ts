/** Faults on demand: what was asked for, what is left of it, and which call it meets. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { domainTarget } from '../launchd/domains.ts';
import { isProblem, readBytes } from '../system/files.ts';
import type { Engine } from './engine.ts';
import { type CallFault, type Fault, faultProblems, isStateFault, readFaults, type StateFault } from './fault-types.ts';
import type { Domain } from './types.ts';

interface Held {
  readonly fault: Fault;
  readonly from: 'api' | 'file';
  left: number;
}

/** What a call of launchctl meets. */
export interface Meeting {
  /** The first fault that decides the answer. */
  readonly answer?: Exclude<CallFault, { kind: 'die' | 'late' }>;
  /** Engine milliseconds by which the answer is late. */
  readonly lateBy: number;
  /** Labels whose process dies first. */
  readonly deaths: readonly string[];
}

/** A file of faults is small. */
const MAX_BYTES = 1024 * 1024;

/** The faults of one stand-in. */
export class Faults {
  readonly #engine: Engine;
  readonly #file: string;
  #held: Held[] = [];
  /** Identity of the file when it was last read: it is read again when that changes. */
  #seen = '';

  /** @param folder holds `faults.json`: a list of faults, read whenever it changed */
  constructor(engine: Engine, folder: string) {
    this.#engine = engine;
    this.#file = join(folder, 'faults.json');
  }

  /** Asks for faults. They meet calls in the order they were asked for. @throws TypeError for what is no fault */
  add(...faults: readonly Fault[]): void {
    const problems = faults.flatMap(faultProblems);
    if (problems.length > 0) throw new TypeError(`No such fault: ${problems.join('; ')}.`);
    this.#take(faults, 'api');
  }

  /** Takes every fault back, those of the file too. What they did stays done. */
  clear(): void {
    this.#drop(() => true);
  }

  /** The faults that are still to come, or in force. */
  list(): readonly Fault[] {
    return this.#held.map(({ fault }) => fault);
  }

  /** Reads `faults.json` if it changed. One that is wrong is said in the log, and the faults before it stay. */
  refresh(): void {
    const stat = fs.statSync(this.#file, { throwIfNoEntry: false, bigint: true });
    const seen = stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : '';
    if (seen === this.#seen) return;
    this.#seen = seen;
    const reading = stat ? readFile(this.#file) : { faults: [] };
    if ('problems' in reading) {
      this.#log(`faults.json is ignored: ${reading.problems.join('; ')}`);
      return;
    }
    this.#drop(({ from }) => from === 'file');
    this.#take(reading.faults, 'file');
  }

  /** The code with which a domain refuses, while a fault says so. */
  refusalOf(domain: Domain): number | undefined {
    const name = domainTarget(domain);
    const held = this.#held.find(({ fault }) => fault.kind === 'refuse' && fault.domain === name);
    return held?.fault.kind === 'refuse' ? (held.fault.code ?? 125) : undefined;
  }

  /**
   * What a call meets; the faults that it meets are used up by it.
   * @param labels which labels the call is about, asked only when a fault wants to know
   */
  meet(verb: string, labels: () => readonly string[]): Meeting {
    let about: readonly string[] | undefined;
    let answer: Meeting['answer'];
    let lateBy = 0;
    const deaths: string[] = [];
    for (const held of [...this.#held]) {
      const { fault } = held;
      if (isStateFault(fault)) continue;
      if (fault.verb !== undefined && fault.verb !== verb) continue;
      if (fault.label !== undefined) {
        about ??= labels();
        if (!about.includes(fault.label)) continue;
      }
      if (fault.kind === 'die') deaths.push(fault.target);
      else if (fault.kind === 'late') lateBy += fault.ms;
      else if (answer) continue;
      else answer = fault;
      this.#use(held, verb);
    }
    return { ...(answer && { answer }), lateBy, deaths };
  }

  /** Kills the processes of these labels, and waits (a second at most) until the engine has seen them end. */
  async kill(labels: readonly string[]): Promise<void> {
    for (const label of labels) {
      for (const domain of this.#engine.domains) {
        const pid = this.#engine.jobAt(domain, label)?.pid;
        if (pid === undefined) continue;
        this.#engine.killProcess(domain, label);
        for (let waited = 0; waited < 1000 && this.#engine.jobAt(domain, label)?.pid === pid; waited += 5) {
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
    }
  }

  #use(held: Held, verb: string): void {
    const { fault } = held;
    held.left--;
    if (held.left <= 0) this.#held = this.#held.filter((each) => each !== held);
    this.#log(`${verb} meets ${describe(fault)}`, 'label' in fault ? fault.label : undefined);
  }

  #take(faults: readonly Fault[], from: Held['from']): void {
    for (const fault of faults) {
      if (isStateFault(fault)) this.#apply(fault);
      if (fault.kind === 'forget') continue;
      const times = 'times' in fault ? fault.times : 1;
      this.#held.push({ fault, from, left: times === 'always' ? Number.POSITIVE_INFINITY : (times ?? 1) });
    }
  }

  #apply(fault: StateFault): void {
    this.#log(describe(fault), 'label' in fault ? fault.label : undefined);
    switch (fault.kind) {
      case 'drain':
        this.#engine.slowDrain(fault.label, fault.ms);
        return;
      case 'pend':
        this.#engine.pend(fault.label, true);
        return;
      case 'forget':
        for (const domain of this.#engine.domains) this.#engine.forget(domain, fault.label);
        return;
      case 'refuse':
        // In force for as long as it is held; see refusalOf.
        return;
    }
  }

  #drop(which: (held: Held) => boolean): void {
    const dropped = this.#held.filter(which);
    this.#held = this.#held.filter((held) => !dropped.includes(held));
    for (const { fault } of dropped) {
      if (fault.kind === 'drain') this.#engine.slowDrain(fault.label, 0);
      if (fault.kind === 'pend') this.#engine.pend(fault.label, false);
    }
  }

  #log(text: string, label?: string): void {
    this.#engine.log.add({ kind: 'fault', text, ...(label !== undefined && { label }) });
  }
}

function describe(fault: Fault): string {
  return JSON.stringify(fault);
}

function readFile(path: string): ReturnType<typeof readFaults> {
  const bytes = readBytes(path, MAX_BYTES);
  if (isProblem(bytes)) return { problems: [bytes.message] };
  try {
    return readFaults(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    return { problems: [`it is no JSON (${(error as Error).message})`] };
  }
}
