/** `svc logs`: the last lines of log files, and what is added to them. */
import { compileService } from '../compile/compile-service.ts';
import { printable } from '../launchd/printable.ts';
import { listed } from '../launchd/word-list.ts';
import { logPrefixes, terminalLine } from '../report/log-lines.ts';
import { type LogSource, logSources, type NoLog, type Stream } from '../status/log-sources.ts';
import { linkToNowhere } from '../system/file-problem.ts';
import { untilSignal } from '../system/stop-signal.ts';
import { Tail, type TailEvent, type TailSink } from '../system/tail.ts';
import type { Run } from './command.ts';
import { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { OpenOptions } from './open-manifest.ts';
import { openUserManifest } from './open-user-manifest.ts';
import { selectServices } from './select-services.ts';

interface LogsOptions extends OpenOptions {
  readonly follow?: boolean;
  readonly lines?: string;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
}

const DEFAULT_LINES = 10;
/** Milliseconds between two looks at the files. */
const LOOK_EVERY = 100;

export const run: Run<LogsOptions> = async (names, options, io) => {
  const count = options.lines === undefined ? DEFAULT_LINES : Number(options.lines);
  if (!Number.isSafeInteger(count) || count < 0 || !/^\d+$/.test(options.lines ?? '0')) {
    io.err(`svc: --lines must be a whole number from 0, not ${printable(JSON.stringify(options.lines))}.\n`);
    return ExitCode.usage;
  }
  const opened = openUserManifest(options, io);
  if (typeof opened === 'number') return opened;
  const services = selectServices(opened.manifest, names, io);
  if (!services) return ExitCode.usage;
  const both = options.stdout === options.stderr;
  const streams = (['stdout', 'stderr'] as const).filter((stream) => both || options[stream]);
  const { sources, none } = logSources(services.map(compileService), streams);
  tellNone(none, io);
  const outcome: Outcome = { refused: false };
  const prefixes = logPrefixes(sources.map(nameOf), io.color.out);
  const tails = sources.map(({ path }, i) => new Tail(path, sinkOf(path, prefixes[i]!, options, io, outcome)));
  await show(tails, count, options.follow === true && tails.length > 0, io);
  return outcome.refused ? ExitCode.refused : ExitCode.ok;
};

/** What stays to be said at the end. */
interface Outcome {
  refused: boolean;
}

function nameOf({ writers }: LogSource) {
  const streams = [...new Set(writers.flatMap((writer) => writer.streams))];
  return { service: writers.map(({ service }) => service).join('+'), stream: streams.join('+') };
}

function tellNone(none: readonly NoLog[], io: Io): void {
  const words: Record<NoLog['why'], string> = {
    unset: 'has no log file: what is written there is lost',
    discarded: 'goes to /dev/null',
  };
  const texts = new Map<string, Stream[]>();
  for (const { service, stream, why } of none) {
    const key = `${service}\0${why}`;
    texts.set(key, [...(texts.get(key) ?? []), stream]);
  }
  for (const [key, streams] of texts) {
    const [service = '', why = 'unset'] = key.split('\0');
    io.note(`svc: ${printable(service)}: ${listed(streams)} ${words[why as NoLog['why']]}.\n`);
  }
}

async function show(tails: readonly Tail[], count: number, follows: boolean, io: Io): Promise<void> {
  const stop = follows ? untilSignal(['SIGINT', 'SIGTERM', 'SIGHUP']) : undefined;
  const isOver = () => stop?.isDue() === true;
  for (const tail of tails) {
    tail.start(count, performance.now());
    // A signal is heard only while nothing else is done.
    while (!isOver() && tail.catchUp(performance.now())) await stop?.wait(0);
    if (!follows) tail.end();
  }
  if (follows) io.detail(`svc: following ${listed(tails.map(({ path }) => printable(path)))}\n`);
  while (stop && !isOver()) {
    let isMore = false;
    for (const tail of tails) if (tail.poll(performance.now())) isMore = true;
    await stop.wait(isMore ? 0 : LOOK_EVERY);
  }
  if (stop) for (const tail of tails) tail.end();
  stop?.release();
}

/** Where the lines of one log go: as they are, or marked and made harmless. */
function sinkOf(path: string, prefix: string, { follow }: LogsOptions, io: Io, outcome: Outcome): TailSink {
  const isPlain = prefix === '' && !io.isTerminal;
  const mark = Buffer.from(prefix);
  let parts: Uint8Array[] = [];
  let isOpen = false;
  return {
    line: (line, kind) => {
      if (isPlain) {
        // Byte for byte, but two files never run together in one line.
        parts.push(...(isOpen ? [LINE_FEED] : []), line, ...(kind === 'line' ? [LINE_FEED] : []));
        isOpen = kind === 'rest';
      } else parts.push(mark, io.isTerminal ? Buffer.from(terminalLine(line)) : line, LINE_FEED);
    },
    flush: () => {
      if (parts.length > 0) io.out(Buffer.concat(parts));
      parts = [];
    },
    event: (event) => {
      if (event.kind === 'refused') outcome.refused = true;
      const text = eventText(event, path, follow === true);
      if (text === undefined) return;
      if (event.kind === 'refused') io.err(`svc: ${printable(path)}: ${text}.\n`);
      else io.note(`svc: ${printable(path)}: ${text}.\n`);
    },
  };
}

const LINE_FEED = Buffer.from('\n');

function eventText(event: TailEvent, path: string, follows: boolean): string | undefined {
  switch (event.kind) {
    case 'missing': {
      const why = linkToNowhere(path) ?? 'there is no such file';
      return follows ? `${why}; waiting for it` : `${why}: nothing was logged yet`;
    }
    case 'appeared':
      return 'the file is there now';
    case 'truncated':
      return 'the file was cut off';
    case 'replaced':
      return undefined;
    case 'refused':
      return event.problem.message;
  }
}
