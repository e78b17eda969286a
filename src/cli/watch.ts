/** Shows something again and again: on a terminal in place, elsewhere whenever it changed. */
import { setTimeout as after } from 'node:timers/promises';
import { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';

/** One look. */
export interface Shown {
  readonly text: string;
  /** Two looks with the same essence need not both be written where nothing can be drawn over. */
  readonly essence: string;
  readonly code: number;
}

export interface WatchSetting {
  readonly io: Io;
  /** Real seconds that a second of the interval takes. */
  readonly timeScale: number;
  /** Is aborted when the watch ends: what is under way then is given up. */
  readonly stop: AbortController;
}

const INTERVAL_MS = 2_000;

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
/** A line that is too long is cut by the terminal: broken in two, it would shift what is drawn over it. */
const NO_WRAP = '\u001b[?7l';
const WRAP = '\u001b[?7h';
const TO_END_OF_LINE = '\u001b[K';
const TO_END_OF_SCREEN = '\u001b[J';
const HOME = '\u001b[H';

/**
 * Looks every two seconds until SIGINT, SIGTERM, SIGHUP or, on a terminal, the key q.
 * @returns the exit code of the last look
 */
export async function watch(look: () => Promise<Shown>, { io, timeScale, stop }: WatchSetting): Promise<number> {
  const canDraw = io.isTerminal && process.env.TERM !== 'dumb';
  const screen = canDraw ? new Screen(io) : undefined;
  const keys = listenForEnd(canDraw, () => stop.abort());
  const { signal } = stop;
  const ended = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  let code: number = ExitCode.ok;
  let essence: string | undefined;
  screen?.open();
  try {
    while (!signal.aborted) {
      const shown = await Promise.race([look(), ended]);
      if (shown === undefined || signal.aborted) break;
      code = shown.code;
      if (screen) screen.draw(shown.text, keys.hasKeyboard ? 'every 2 s; q ends' : 'every 2 s; Ctrl-C ends');
      else if (shown.essence !== essence)
        io.out(essence === undefined || shown.text.startsWith('{') ? shown.text : `\n${shown.text}`);
      essence = shown.essence;
      // Aborting ends the wait by a rejection.
      await after(INTERVAL_MS * timeScale, undefined, { signal }).catch(() => {});
    }
  } finally {
    keys.stop();
    screen?.close();
  }
  return code;
}

/** Calls `end` for a signal or a key, and puts the terminal back by `stop`. */
function listenForEnd(canDraw: boolean, end: () => void): { readonly hasKeyboard: boolean; stop(): void } {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, end);
  const { stdin } = process;
  const hasKeyboard = canDraw && stdin.isTTY === true;
  // In raw mode Ctrl-C and Ctrl-D come as keys.
  const onKey = (key: Buffer) => {
    if (/[qQ\u0003\u0004]/.test(key.toString('latin1'))) end();
  };
  if (hasKeyboard) {
    stdin.setRawMode(true);
    stdin.on('data', onKey);
  }
  return {
    hasKeyboard,
    stop: () => {
      for (const name of signals) process.off(name, end);
      if (!hasKeyboard) return;
      stdin.off('data', onKey);
      stdin.setRawMode(false);
      // A terminal that is still read from keeps the process alive.
      stdin.pause();
    },
  };
}

/** Draws frames over one another, each in a single write: nothing is cleared before something is put in its place. */
class Screen {
  readonly #io: Io;
  #lines = 0;
  #wasResized = false;
  readonly #onResize = () => {
    this.#wasResized = true;
  };

  constructor(io: Io) {
    this.#io = io;
  }

  open(): void {
    process.stdout.on('resize', this.#onResize);
    this.#io.out(HIDE_CURSOR + NO_WRAP);
  }

  /** Draws a frame where the last one stood; cut to what fits, so that nothing scrolls away. */
  draw(text: string, footer: string): void {
    const rows = Math.max(2, process.stdout.rows || 24);
    const all = [...text.trimEnd().split('\n'), '', footer];
    const isCut = all.length > rows - 1;
    const lines = isCut ? [...all.slice(0, rows - 2), `… ${all.length - rows} more lines; ${footer}`] : all;
    // After a resize lines may have been broken anew, and nobody knows where the last frame begins.
    const start = this.#wasResized ? HOME : this.#lines > 0 ? `\u001b[${this.#lines}A\r` : '';
    this.#wasResized = false;
    this.#lines = lines.length;
    this.#io.out(`${start}${lines.map((line) => `${line}${TO_END_OF_LINE}\n`).join('')}${TO_END_OF_SCREEN}`);
  }

  close(): void {
    process.stdout.off('resize', this.#onResize);
    this.#io.out(WRAP + SHOW_CURSOR);
  }
}
