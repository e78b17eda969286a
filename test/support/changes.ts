/** What commands that change a machine answer, and what launchctl was asked meanwhile. */
import { expect } from 'vitest';
import type { StandInMachine } from './stand-in-machine.ts';
import type { Result } from './svc.ts';

export interface ChangedService {
  readonly service: string;
  readonly label: string;
  readonly result: string;
  readonly before: { readonly state: string; readonly pid: number | null };
  readonly after: { readonly state: string; readonly pid: number | null };
  readonly survives?: { readonly logout: boolean; readonly reboot: boolean };
  readonly actions: readonly { readonly do: string; readonly target: string; readonly code?: number; ms: number }[];
  readonly error?: { readonly code?: number; readonly cause: string; readonly remedy: string };
  readonly notes?: readonly string[];
}

export interface Change extends Result {
  readonly services: readonly ChangedService[];
  /** `name result` of each service, for one comparison. */
  readonly results: readonly string[];
  /** Calls of launchctl meanwhile: `bootout gui/501/org.example.a`. */
  readonly calls: readonly string[];
  /** Those of them that change something. */
  readonly changing: readonly string[];
  /** The only service. */
  readonly only: ChangedService;
}

const CHANGES = /^(?:bootstrap|bootout|enable|disable|kickstart|kill|load|unload|remove|start|stop) /;

/** Runs a command with --json. A run that is refused before it looks at services answers none. */
export async function change(
  machine: Pick<StandInMachine, 'svc' | 'standIn'>,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Change> {
  return await changeFrom(machine, callsOf(machine).length, machine.svc([...args, '--json'], env));
}

/** A run with --json that was started by hand. @param before how many calls had been made by then */
export async function changeFrom(
  machine: Pick<StandInMachine, 'standIn'>,
  before: number,
  end: Promise<Result>,
): Promise<Change> {
  const result = await end;
  expect(result.stderr).not.toContain('a bug in svc');
  const services = servicesIn(result.stdout);
  const calls = callsOf(machine).slice(before);
  return {
    ...result,
    services,
    results: services.map(({ service, result: word }) => `${service} ${word}`),
    calls,
    changing: calls.filter((call) => CHANGES.test(call)),
    get only() {
      expect(services, result.stderr).toHaveLength(1);
      return services[0]!;
    },
  };
}

/** The services of a document, held against the shape that docs/cli.md promises: these fields, these types, no others. */
function servicesIn(stdout: string): readonly ChangedService[] {
  if (stdout === '') return [];
  const document = JSON.parse(stdout);
  // A plan (--dry-run) and findings of the linter are documents of their own.
  if (document.services?.[0]?.state !== undefined || document.diagnostics) return [];
  expect(document, stdout).toEqual({ version: 1, services: expect.any(Array) });
  for (const service of document.services) expect(shapeOf(service), JSON.stringify(service)).toEqual([]);
  return document.services;
}

const RESULTS =
  /^(?:installed|updated|unchanged|removed|rolled-back|failed|skipped|started|stopped|restarted|enabled|disabled|not-loaded)$/;
const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isNumber = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
const isFlag = (value: unknown) => typeof value === 'boolean';

type Shape = Readonly<Record<string, (value: never) => boolean>>;

/** Fields that are there and should not be, are not and should, or hold something else. `?` ends what may be left out. */
function wrongFields(value: Readonly<Record<string, unknown>>, shape: Shape): string[] {
  const names = Object.keys(shape).map((name) => name.replace('?', ''));
  const unknown = Object.keys(value).filter((name) => !names.includes(name));
  const wrong = Object.entries(shape).filter(([name, is]) => {
    const found = value[name.replace('?', '')];
    return found === undefined ? !name.endsWith('?') : !is(found as never);
  });
  return [...unknown, ...wrong.map(([name]) => name)];
}

const has = (shape: Shape) => (value: Readonly<Record<string, unknown>>) => wrongFields(value, shape).length === 0;
const MOMENT: Shape = { state: isText, pid: (value) => value === null || isNumber(value) };
const ACTION: Shape = { do: isText, target: isText, 'code?': isNumber, ms: isNumber };
const ERROR: Shape = { 'code?': isNumber, cause: isText, remedy: isText };

function shapeOf(service: Readonly<Record<string, unknown>>): string[] {
  return wrongFields(service, {
    service: isText,
    label: isText,
    result: (value: string) => RESULTS.test(value),
    before: has(MOMENT),
    after: has(MOMENT),
    'survives?': has({ logout: isFlag, reboot: isFlag }),
    actions: (value: Readonly<Record<string, unknown>>[]) => value.every(has(ACTION)),
    'error?': has(ERROR),
    'notes?': (value: unknown[]) => value.length > 0 && value.every(isText),
  });
}

/** All calls of launchctl so far. */
export function callsOf({ standIn }: Pick<StandInMachine, 'standIn'>): readonly string[] {
  return standIn.log().flatMap(({ kind, argv }) => (kind === 'call' ? [(argv ?? []).join(' ')] : []));
}

/** A services.yaml of services that stay up; `more` are further lines of single ones. */
export function sleepers(names: readonly string[], more: Readonly<Record<string, string>> = {}, top = ''): string {
  const services = names.map((name) => {
    const own = more[name] ?? '';
    return `  ${name}:\n    command: [/bin/sleep, "1000"]\n    keepAlive: true\n    exitTimeout: 20\n${own && `    ${own}\n`}`;
  });
  return `version: 1\nnamespace: org.example\n${top}services:\n${services.join('')}`;
}

/** Text on one line, as it was before it was wrapped. */
export function unwrapped(text: string): string {
  return text.replace(/\s+/g, ' ');
}
