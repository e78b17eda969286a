/** Plays a scenario on a stage: every command is made as written, what it gives is held against what must be seen. */
import type { Step } from './scenario.ts';
import { progressOf, screenOf } from './screen.ts';
import type { Given, Stage } from './stage.ts';

export interface Played {
  /** Every command with its output, names of this run replaced by plain ones. */
  readonly transcript: string;
  /** What was not as it must be, a line each; empty: all is well. */
  readonly failures: readonly string[];
  /** As the bytes came, by command line: the last run of each. */
  readonly raw: ReadonlyMap<string, Given>;
}

type SvcStep = Extract<Step, { do: 'svc' }>;
type PrintStep = Extract<Step, { do: 'print' }>;

/** Plays all steps, also after one that failed: what comes later may be told by it. */
export async function play(steps: readonly Step[], stage: Stage): Promise<Played> {
  const player = new Player(stage);
  for (const step of steps) {
    if (stage.isInterrupted) {
      player.failures.push('interrupted');
      break;
    }
    await player.play(step);
  }
  return player;
}

class Player implements Played {
  readonly failures: string[] = [];
  readonly raw = new Map<string, Given>();
  readonly #stage: Stage;
  readonly #lines: string[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get transcript(): string {
    return masked(`${this.#lines.join('\n')}\n`, this.#stage);
  }

  async play(step: Step): Promise<void> {
    if (step.title) this.#lines.push(`== ${step.title}`, '');
    try {
      await this.#do(step);
    } catch (error) {
      this.#fail(step.do, (error as Error).message);
    }
    this.#lines.push('');
  }

  async #do(step: Step): Promise<void> {
    const stage = this.#stage;
    switch (step.do) {
      case 'svc':
        return await this.#svc(step);
      case 'print':
        return await this.#print(step);
      case 'declare':
        this.#lines.push(`# services.yaml: ${step.from} becomes ${step.to}`);
        return stage.replace(stage.servicesFile, step.from, step.to);
      case 'edit':
        this.#lines.push(`# the property list of ${step.service}: ${step.from} becomes ${step.to}`);
        return stage.replace(stage.plist(step.service), step.from, step.to);
      case 'crash':
        return await this.#crash(step.service);
    }
  }

  async #svc({ args, exit, says, notes = [] }: SvcStep): Promise<void> {
    const name = `svc ${args.join(' ')}`;
    const given = await this.#stage.svc(args.map((arg) => this.#stage.text(arg)));
    this.raw.set(name, given);
    const isTerminal = this.#stage.options.columns !== undefined;
    const stdout = isTerminal ? screenOf(given.stdout) : given.stdout;
    this.#record(this.#stage.text(name), { ...given, stdout });
    const wrong = isTerminal ? terminalFaults(given.stdout, this.#stage.options.columns!) : pipeFaults(given);
    for (const fault of wrong) this.#fail(name, fault);
    // Wrapped to a terminal, a sentence goes over lines.
    const flat = (text: string) => (isTerminal ? `${text}\n${text.replace(/\s*\n\s+/g, ' ')}` : text);
    this.#expect(name, given, exit, flat(stdout), says);
    this.#expect(name, given, exit, flat(isTerminal ? stdout : given.stderr), notes);
  }

  async #print({ service, exit, says }: PrintStep): Promise<void> {
    const target = this.#stage.target(service);
    const given = await this.#stage.launchctl(['print', target]);
    this.#record(`launchctl print ${target}`, given);
    this.#expect(`launchctl print ${service}`, given, exit, given.stdout, says);
  }

  /** It has all the time that its throttle may take, and some. */
  async #crash(service: string): Promise<void> {
    const old = await this.#stage.pidOf(service);
    this.#lines.push(`$ kill -9 ${old}`);
    if (old === undefined) return this.#fail('crash', `${service} has no process`);
    process.kill(old, 'SIGKILL');
    const start = Date.now();
    for (;;) {
      const pid = await this.#stage.pidOf(service);
      if (pid !== undefined && pid !== old) {
        this.#lines.push(`# back as pid ${pid}`);
        return;
      }
      if (Date.now() - start > 30_000) return this.#fail('crash', `${service} did not come back in 30 s`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  #record(command: string, { code, stdout, stderr }: Given): void {
    this.#lines.push(`$ ${command}`);
    for (const text of [stdout, stderr]) if (text !== '') this.#lines.push(text.replace(/\r?\n$/, ''));
    this.#lines.push(`[exit ${code}]`);
  }

  #expect(name: string, { code }: Given, exit: number, text: string, patterns: readonly RegExp[]): void {
    if (code !== exit && !this.failures.at(-1)?.startsWith(`${name}: exit`))
      this.#fail(name, `exit ${code}, not ${exit}`);
    for (const pattern of patterns) if (!pattern.test(text)) this.#fail(name, `does not say ${pattern}`);
  }

  #fail(name: string, what: string): void {
    this.failures.push(`${name}: ${what}`);
    this.#lines.push(`!! ${what}`);
  }
}

/** What must not come out of a pipe. */
function pipeFaults({ stdout, stderr }: Given): string[] {
  const text = stdout + stderr;
  return [
    ...(/[\u001b\r]/.test(text) ? ['escapes or carriage returns in a pipe'] : []),
    ...(/^\w+ .* …$/m.test(text) ? ['a line of progress in a pipe'] : []),
  ];
}

/** What must not be left on a terminal: a line of progress, a line that was to be wrapped. */
function terminalFaults(raw: string, columns: number): string[] {
  const lines = screenOf(raw).replaceAll('\r', '').split('\n');
  const left = lines.filter((line) => /^\w+ .* …$/.test(line));
  const tooLong = progressOf(raw).filter((text) => text.length >= columns);
  return [
    ...left.map((line) => `a line of progress is left: ${line}`),
    ...tooWide(lines, columns).map((line) => `a line is wider than the terminal: ${line}`),
    ...tooLong.map((line) => `a line of progress is wider than the terminal: ${line}`),
  ];
}

/** Lines that are to be copied, heads of a diff, findings of the linter and what they quote: those stay whole. */
const WHOLE = /^ {2}(?:launchctl|write|make|remove|keep) |^[+~!?-] \S+ \(|\[[a-z-]+\]$|^ += help: |^\d* *\|/;

/** Lines wider than the terminal, but for those that a single word makes so wide. */
function tooWide(lines: readonly string[], columns: number): string[] {
  return lines
    .filter((line) => line.length > columns && !WHOLE.test(line))
    .filter((line) => !line.split(' ').some((word) => word.length > columns - 12));
}

/** The same names on every machine, and nobody's own: such a transcript can be published. */
function masked(text: string, { options, folder, home }: Stage): string {
  return text
    .replaceAll(home, '/Users/user')
    .replaceAll(folder, '/Users/user/e2e')
    .replaceAll(options.namespace, 'org.example.e2e')
    .replaceAll(`gui/${options.uid}`, 'gui/501')
    .replaceAll(`user/${options.uid}`, 'user/501');
}
