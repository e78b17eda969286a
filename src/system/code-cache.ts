/** svc's own files, run from what V8 compiled of them before: half of each start. */
import * as fs from 'node:fs';
import * as vm from 'node:vm';

/**
 * How many runs that use a file teach the cache: each adds the functions that were compiled for it. Node's own compile
 * cache keeps none of those, since it saves before anything ran.
 */
const LESSONS = 4;
/** Then one run a day does, in milliseconds: other files and other options need other functions. */
const LESSON_AGAIN = 86_400_000;
/** The status of a run that did nothing: its first word, by which code is told, may be no command at all. */
const REFUSED = 2;
/** Bytes before the code, of which the first counts the lessons. */
const HEAD = 8;
/** Caches of other builds and Nodes that nothing used for so long are removed, in milliseconds. */
const KEPT = 30 * 86_400_000;

interface Lesson {
  readonly file: string;
  readonly script: vm.Script;
  readonly before: number;
}

/** Empty: there is none. */
let folder: string | undefined;
const lessons: Lesson[] = [];
/** What the code of this kind of run is told by, once that is known. */
let kind: string | undefined;

/**
 * Runs a script file of ours.
 * @param path absolute; its text is ASCII
 * @param build names the text: another text, another build
 * @returns the value of the script
 */
export function runFile(path: string, build: string): unknown {
  const text = fs.readFileSync(path, 'latin1');
  folder ??= ownFolder() ?? '';
  const file = folder === '' ? undefined : `${folder}/${nameOf(path, build)}`;
  const kept = file === undefined ? undefined : keptCode(file);
  const script = new vm.Script(text, { filename: path, ...(kept && { cachedData: kept.code }) });
  const before = kept && !script.cachedDataRejected ? kept.lessons : 0;
  if (file !== undefined && (before < LESSONS || kept!.age > LESSON_AGAIN)) {
    if (lessons.length === 0) process.on('exit', keepLessons);
    lessons.push({ file, script, before });
  }
  return script.runInThisContext();
}

/**
 * Where the code of a text is kept. The name says when the text was written, since V8 tells one text from another by its
 * length alone; and two copies of one build, each with a time of its own, do not take the place from one another.
 */
function nameOf(path: string, build: string): string {
  const written = Math.floor(fs.statSync(path).mtimeMs).toString(36);
  kind ??= kindOfRun();
  return `${path.slice(path.lastIndexOf('/') + 1)}-${build}-${written}${kind}`;
}

/** So many arguments are the files of a commit, or the like. */
const MANY = 50;

/**
 * Each command has code of its own: it uses other functions of the files that all use, and what one has taught another would
 * compile again at each start, or take out of the cache for nothing. So has a run over a folder or many files, which needs a
 * hundred kilobytes more than one over a single file, whose start is felt.
 */
function kindOfRun(): string {
  const args = process.argv.slice(2);
  const command = /^[a-z]+$/.test(args[0] ?? '') ? `-${args[0]}` : '';
  return args.length > MANY || args.some(isFolder) ? `${command}-many` : command;
}

function isFolder(path: string): boolean {
  try {
    return !path.startsWith('-') && fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false; // no name of a file at all
  }
}

interface KeptCode {
  readonly code: Buffer;
  readonly lessons: number;
  /** Milliseconds since the last lesson. */
  readonly age: number;
}

/** Code is kept twice, and taken only where both are the same: V8 crashes on code that lost a bit, and tests none. */
function keptCode(file: string): KeptCode | undefined {
  let bytes: Buffer;
  let age: number;
  try {
    bytes = fs.readFileSync(file);
    age = Date.now() - fs.statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
  const end = HEAD + (bytes.length - HEAD) / 2;
  if (end <= HEAD || !Number.isInteger(end)) return undefined;
  if (bytes.compare(bytes, end, bytes.length, HEAD, end) !== 0) return undefined;
  return { code: bytes.subarray(HEAD, end), lessons: bytes[0]!, age };
}

function keepLessons(exitCode: number): void {
  if (exitCode === REFUSED) return;
  try {
    fs.mkdirSync(folder!, { recursive: true, mode: 0o700 });
    for (const lesson of lessons) keep(lesson);
    if (lessons.some(({ before }) => before === 0)) removeOld();
  } catch {
    // Without it svc starts a little slower.
  }
}

function keep({ file, script, before }: Lesson): void {
  const head = Buffer.alloc(HEAD);
  head[0] = Math.min(before + 1, LESSONS);
  const code = script.createCachedData();
  const scratch = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(scratch, Buffer.concat([head, code, code]), { mode: 0o600, flag: 'wx' });
    fs.renameSync(scratch, file);
  } catch (error) {
    fs.rmSync(scratch, { force: true }); // half of it, on a full disk
    throw error;
  }
}

function removeOld(): void {
  const all = folder!.slice(0, folder!.lastIndexOf('/'));
  for (const node of fs.readdirSync(all, { withFileTypes: true })) {
    if (!node.isDirectory()) continue;
    const names = fs.readdirSync(`${all}/${node.name}`);
    const old = names.map((name) => `${all}/${node.name}/${name}`).filter(isOld);
    for (const file of old) fs.unlinkSync(file);
    if (old.length === names.length) fs.rmdirSync(`${all}/${node.name}`);
  }
}

function isOld(file: string): boolean {
  const { atimeMs, mtimeMs } = fs.statSync(file);
  return Date.now() - Math.max(atimeMs, mtimeMs) > KEPT;
}

/** V8 knows its own version in kept code, and not every way to build it: one binary of node never runs that of another. */
function thisNode(): string {
  const { size, mtimeMs } = fs.statSync(process.execPath);
  return `${process.version}-${process.arch}-${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}`;
}

/**
 * The cache folder of the user. Only where the home, the folder of caches and svc's own in it are the caller's own and nobody
 * else may write them, since what is kept is run again. NODE_DISABLE_COMPILE_CACHE=1 switches it off, NODE_COMPILE_CACHE names another folder.
 */
function ownFolder(): string | undefined {
  const { HOME, XDG_CACHE_HOME, NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE } = process.env;
  if (NODE_DISABLE_COMPILE_CACHE) return undefined;
  try {
    const name = `launchd-svc/${thisNode()}`;
    if (NODE_COMPILE_CACHE) return `${NODE_COMPILE_CACHE}/${name}`;
    if (!HOME?.startsWith('/')) return undefined;
    const caches = process.platform === 'darwin' ? `${HOME}/Library/Caches` : cachesOf(HOME, XDG_CACHE_HOME);
    const me = process.geteuid?.();
    for (const above of [HOME, caches, `${caches}/launchd-svc`]) {
      const stat = fs.statSync(above, { throwIfNoEntry: false });
      if (stat ? stat.uid !== me || (stat.mode & 0o022) !== 0 : above === HOME) return undefined;
    }
    return `${caches}/${name}`;
  } catch {
    return undefined; // an upgrade took node's own binary away, say
  }
}

/** By the XDG Base Directory Specification, which passes over a path that is not absolute. */
function cachesOf(home: string, named: string | undefined): string {
  return named?.startsWith('/') ? named : `${home}/.cache`;
}
