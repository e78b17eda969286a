/** The faults that can be asked of the stand-in, as data: the same in the API and in `faults.json`. */

/** Which calls of launchctl a fault meets: the next `times` ones that fit. */
export interface FaultScope {
  /** `bootstrap`, `print` …; any verb when it is left out. */
  readonly verb?: string;
  /** Only calls about this label; for `bootstrap` and `load` the label in the property list. */
  readonly label?: string;
  /** How many calls; 1 when it is left out. */
  readonly times?: number | 'always';
}

interface Performing {
  /** Do what was asked before failing to say so; not done when it is left out. */
  readonly performed?: boolean;
}

/** A fault that meets calls of launchctl. */
export type CallFault =
  /** Answers this code. `stderr` stands in for the words that launchctl has for it. */
  | ({ readonly kind: 'answer'; readonly code: number; readonly stderr?: string } & Performing & FaultScope)
  /** Never answers: the call lasts until whoever called is killed. */
  | ({ readonly kind: 'hang' } & Performing & FaultScope)
  /** Does what was asked, and answers so many engine milliseconds later. */
  | ({ readonly kind: 'late'; readonly ms: number } & FaultScope)
  /** Exits `code` (0) and prints `text` (bytes that are no answer of launchctl). */
  | ({ readonly kind: 'garbage'; readonly text?: string; readonly code?: number } & Performing & FaultScope)
  /** launchctl itself dies of a signal (SIGKILL), without a word. */
  | ({ readonly kind: 'crash'; readonly signal?: NodeJS.Signals } & Performing & FaultScope)
  /** The process of `target` dies before the call is answered: between two calls. */
  | ({ readonly kind: 'die'; readonly target: string } & FaultScope);

/** A fault in the machine itself. */
export type StateFault =
  /** The label stays so many engine milliseconds after its process is gone. */
  | { readonly kind: 'drain'; readonly label: string; readonly ms: number }
  /** The domain refuses what is asked of it: no desktop session. 125 when it is left out; to `print` it is not there. */
  | { readonly kind: 'refuse'; readonly domain: string; readonly code?: 112 | 125 }
  /** The label is gone from its domains at once, and its process is killed. */
  | { readonly kind: 'forget'; readonly label: string }
  /** Starts of the label are registered and not made, until it is kickstarted. */
  | { readonly kind: 'pend'; readonly label: string };

export type Fault = CallFault | StateFault;

const STATE_KINDS: readonly string[] = ['drain', 'refuse', 'forget', 'pend'] satisfies StateFault['kind'][];

export function isStateFault(fault: Fault): fault is StateFault {
  return STATE_KINDS.includes(fault.kind);
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isName: Check = (value) => typeof value === 'string' && value !== '';
const isFlag: Check = (value) => typeof value === 'boolean';
const isCode: Check = (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
const isMilliseconds: Check = (value) => typeof value === 'number' && value >= 0 && value <= 1e9;
const isTimes: Check = (value) => value === 'always' || (Number.isInteger(value) && (value as number) > 0);
const isSignal: Check = (value) => typeof value === 'string' && /^SIG[A-Z0-9]+$/.test(value);
const isDomain: Check = (value) => typeof value === 'string' && /^(?:system|(?:gui|user)\/\d{1,10})$/.test(value);
const isRefusal: Check = (value) => value === 112 || value === 125;

const SCOPE = { verb: isName, label: isName, times: isTimes };

interface Shape {
  readonly needs: Readonly<Record<string, Check>>;
  readonly takes: Readonly<Record<string, Check>>;
}

const SHAPES: Readonly<Record<Fault['kind'], Shape>> = {
  answer: { needs: { code: isCode }, takes: { ...SCOPE, stderr: isText, performed: isFlag } },
  hang: { needs: {}, takes: { ...SCOPE, performed: isFlag } },
  late: { needs: { ms: isMilliseconds }, takes: SCOPE },
  garbage: { needs: {}, takes: { ...SCOPE, text: isText, code: isCode, performed: isFlag } },
  crash: { needs: {}, takes: { ...SCOPE, signal: isSignal, performed: isFlag } },
  die: { needs: { target: isName }, takes: SCOPE },
  drain: { needs: { label: isName, ms: isMilliseconds }, takes: {} },
  refuse: { needs: { domain: isDomain }, takes: { code: isRefusal } },
  forget: { needs: { label: isName }, takes: {} },
  pend: { needs: { label: isName }, takes: {} },
};

/** What is wrong with something that should be a fault; empty when it is one. */
export function faultProblems(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ['a fault is an object'];
  const fault = value as Readonly<Record<string, unknown>>;
  const { kind } = fault;
  if (typeof kind !== 'string' || !Object.hasOwn(SHAPES, kind)) {
    return [`kind is ${JSON.stringify(kind)}; there are ${Object.keys(SHAPES).join(', ')}`];
  }
  const { needs, takes } = SHAPES[kind as Fault['kind']];
  const problems = Object.keys(needs)
    .filter((name) => fault[name] === undefined)
    .map((name) => `${kind} needs ${name}`);
  for (const [name, given] of Object.entries(fault)) {
    if (name === 'kind' || given === undefined) continue;
    const check = Object.hasOwn(needs, name) ? needs[name] : Object.hasOwn(takes, name) ? takes[name] : undefined;
    if (!check) problems.push(`${kind} has no ${name}`);
    else if (!check(given)) problems.push(`${name} of ${kind} can not be ${JSON.stringify(given)}`);
  }
  return problems;
}

/** A list of faults, or what is wrong with it. */
export function readFaults(value: unknown): { readonly faults: readonly Fault[] } | { readonly problems: string[] } {
  if (!Array.isArray(value)) return { problems: ['it is not a list of faults'] };
  const problems = value.flatMap((each, index) => faultProblems(each).map((problem) => `${index + 1}: ${problem}`));
  return problems.length > 0 ? { problems } : { faults: value as readonly Fault[] };
}
