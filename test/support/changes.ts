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
  const services = result.stdout === '' ? [] : (JSON.parse(result.stdout).services as ChangedService[]);
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
