/** One svc at a time: a lock that is a file, held by a process, and taken over from one that is dead. */
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Waiting } from '../launchd/port.ts';
import { type FileProblem, problemOf } from './files.ts';
import { isAlive, processFacts } from './processes.ts';

/*
 * How it holds. `lock` names its owner: pid, when that process started, and a token that is never used again. It
 * appears whole (written beside, then linked: a link never replaces). Its owner alone removes it.
 *
 * The lock of a dead owner is replaced by a rename, and only by the process that holds the marker `lock.over.<token>.1`
 * of the dead owner's token, likewise linked. So of any number of processes one replaces the lock; the others meet its
 * marker. With the marker in hand it looks again whether that dead owner's token still stands in `lock`: tokens do not
 * come back, so whoever came too late sees it. Where the holder of marker n is dead as well, marker n + 1 decides.
 */

const NAME = 'lock';

/** A lock that is held. */
export interface Lock {
  /** Gives it back; safe to call again. */
  release(): void;
}

export interface LockOptions {
  readonly waiting: Waiting;
  /** Milliseconds of `waiting` to wait for another svc before giving up. */
  readonly waitMs: number;
  /** Is told once for each other svc that is waited for. */
  readonly onWait?: (pid: number) => void;
}

/** Another svc holds it. */
export interface LockHeld {
  readonly heldBy: number;
}

interface Owner {
  readonly pid: number;
  /** When that process started; absent where the system does not tell. */
  readonly started?: string;
  readonly token: string;
}

/** Milliseconds between two looks at a lock that another one holds. */
const LOOK_MS = 100;

/**
 * Takes the lock of a folder, waiting for whoever holds it. It is given back by release(), when the process exits, and
 * on SIGINT, SIGTERM and SIGHUP where nobody else listens to them; a process that is killed leaves it to the next one.
 * @param folder that is there already
 */
export async function acquireLock(folder: string, options: LockOptions): Promise<Lock | LockHeld | FileProblem> {
  const path = join(folder, NAME);
  const deadline = options.waiting.now() + options.waitMs;
  const mine = ownOwner();
  const told = new Set<number>();
  try {
    for (;;) {
      const holder = tryTake(path, mine);
      if (holder === undefined) {
        tidy(folder, mine.token);
        return holdUntilExit(path, mine.token);
      }
      if (options.waiting.now() >= deadline) return { heldBy: holder };
      if (!told.has(holder)) options.onWait?.(holder);
      told.add(holder);
      await options.waiting.sleep(LOOK_MS);
    }
  } catch (error) {
    return error instanceof NoFile ? error.problem : problemOf(error, path);
  }
}

/** A link, a pipe or a folder where a lock should be: to read it could lead away or never end. */
class NoFile extends Error {
  readonly problem: FileProblem;

  constructor(path: string) {
    super(`${path} is no regular file`);
    this.problem = {
      kind: 'refused',
      path,
      code: '',
      message: 'it is no regular file, so it is no lock of svc',
      wrong: 'kind',
    };
  }
}

function ownOwner(): Owner {
  const started = processFacts(process.pid)?.started;
  return { pid: process.pid, ...(started !== undefined && { started }), token: randomBytes(12).toString('hex') };
}

/** @returns undefined when it is ours now, else the pid of who holds it or takes it over */
function tryTake(path: string, mine: Owner): number | undefined {
  for (;;) {
    const holder = readOwner(path);
    if (holder === undefined) {
      if (linkWhole(path, mine)) return undefined;
      continue; // another one was faster
    }
    if (isAlive(holder.pid, holder.started)) return holder.pid;
    const other = takeOver(path, holder.token, mine);
    if (other === undefined) return undefined;
    if (other !== 'again') return other;
  }
}

/**
 * Takes the lock of a dead owner over.
 * @returns undefined: it is ours · a pid: that one is at it · again: things have changed
 */
function takeOver(path: string, dead: string, mine: Owner): number | undefined | 'again' {
  for (let n = 1; ; n++) {
    const marker = `${path}.over.${dead}.${n}`;
    if (linkWhole(marker, mine)) {
      try {
        if (readOwner(path)?.token !== dead) return 'again';
        replaceWhole(path, mine);
        return undefined;
      } finally {
        fs.rmSync(marker, { force: true });
      }
    }
    const other = readOwner(marker);
    if (other === undefined) return 'again';
    if (isAlive(other.pid, other.started)) return other.pid;
  }
}

/** Makes `path` name `owner`. @returns false where there is something of that name */
function linkWhole(path: string, owner: Owner): boolean {
  const draft = writeDraft(path, owner);
  try {
    fs.linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function replaceWhole(path: string, owner: Owner): void {
  const draft = writeDraft(path, owner);
  try {
    fs.renameSync(draft, path);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  }
}

function writeDraft(path: string, owner: Owner): string {
  const draft = `${path}.draft.${owner.pid}.${randomBytes(6).toString('hex')}`;
  try {
    fs.writeFileSync(draft, JSON.stringify(owner), { mode: 0o600, flag: 'wx' });
    return draft;
  } catch (error) {
    fs.rmSync(draft, { force: true }); // a full disk leaves an empty one
    throw error;
  }
}

/** The owner that a lock or marker names; undefined when it is gone. What is damaged names nobody who lives. */
function readOwner(path: string): Owner | undefined {
  let text: string;
  try {
    if (!fs.lstatSync(path).isFile()) throw new NoFile(path);
    text = fs.readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { pid, started, token } = JSON.parse(text) as Record<string, unknown>;
    if (
      Number.isSafeInteger(pid) &&
      (pid as number) > 0 &&
      typeof token === 'string' &&
      /^[0-9a-f]{8,64}$/.test(token)
    ) {
      return { pid: pid as number, ...(typeof started === 'string' && { started }), token };
    }
  } catch {
    // not JSON: a power cut, or a hand
  }
  return { pid: 0, token: createHash('sha256').update(text).digest('hex') };
}

/** Removes what dead processes left: drafts, and markers that no longer decide anything. */
function tidy(folder: string, token: string): void {
  try {
    for (const name of fs.readdirSync(folder)) {
      const [, pid] = DRAFT_NAME.exec(name) ?? [];
      const [, dead] = MARKER_NAME.exec(name) ?? [];
      const isLeft = pid === undefined ? dead !== undefined && dead !== token : !isAlive(Number(pid));
      if (isLeft) fs.rmSync(join(folder, name), { force: true });
    }
  } catch {
    // the lock is ours all the same; the next holder tidies up
  }
}

/** `lock.draft.<pid>.<random>` or `lock.over.<token>.<n>.draft.<pid>.<random>` */
const DRAFT_NAME = /^lock\.(?:over\.[0-9a-f]+\.\d+\.)?draft\.(\d+)\.[0-9a-f]+$/;
const MARKER_NAME = /^lock\.over\.([0-9a-f]+)\.\d+$/;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

/** What gives back the locks of this process. */
const held = new Set<() => void>();

function giveAllBack(): void {
  for (const giveBack of held) giveBack();
}

function onSignal(signal: Signal): void {
  // Whoever listens too decides when to end, and the exit gives the locks back.
  if (process.listenerCount(signal) > 1) return;
  giveAllBack();
  listen('off');
  process.kill(process.pid, signal);
}

function listen(way: 'on' | 'off'): void {
  process[way]('exit', giveAllBack);
  for (const signal of SIGNALS) process[way](signal, onSignal);
}

function holdUntilExit(path: string, token: string): Lock {
  const giveBack = () => {
    try {
      if (readOwner(path)?.token === token) fs.rmSync(path, { force: true });
    } catch {
      // it stays behind, and the next svc sees that its owner is dead
    }
  };
  if (held.size === 0) listen('on');
  held.add(giveBack);
  const release = () => {
    if (!held.delete(giveBack)) return;
    if (held.size === 0) listen('off');
    giveBack();
  };
  return { release };
}
