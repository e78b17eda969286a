/** The verbs that load and unload: bootstrap, bootout, and the legacy load, unload and remove. */
import { type Answer, done, failed } from './answer.ts';
import { badTarget, codeWords, failureOf, maskedCode, usage } from './failures.ts';
import { type Call, type Machine, refusalOf, type Verb } from './machine.ts';
import { domainOf, labelOfFile, plistPaths, serviceTargetOf } from './targets.ts';
import type { Domain } from './types.ts';

/** `bootstrap <domain> <plist>…`: 0, or the one code, or 133 when several were named and one failed. */
export function bootstrap({ machine, args, caller }: Call): Answer {
  const [target, ...paths] = args;
  const domain = domainOf(target);
  if (!domain) return target === undefined ? usage('bootstrap') : badTarget('bootstrap');
  if (paths.length === 0) return usage('bootstrap');
  const refusal = refusalOf(machine, domain, 'change');
  if (refusal !== 0) return failureOf('bootstrap', refusal, { domain });
  const load = (path: string) => maskedCode(machine, machine.engine.bootstrap(domain, path));
  return together('bootstrap', plistPaths(paths, caller.cwd), load);
}

/** `bootout <domain>/<label>` or `bootout <domain> <plist>…`; `--wait` where the release has it. */
export async function bootout({ machine, args, caller }: Call): Promise<Answer> {
  const waits = args[0] === '--wait' && machine.engine.semantics.bootoutWait;
  const [target, ...paths] = waits ? args.slice(1) : args;
  if (target === undefined) return usage('bootout');
  const service = serviceTargetOf(target);
  const domain = service?.domain ?? domainOf(target);
  if (!domain || (service && paths.length > 0)) return badTarget('bootout');
  const refusal = refusalOf(machine, domain, 'change');
  if (refusal !== 0) return failureOf('bootout', refusal, { domain });
  // The whole domain: on a Mac that is a logout. The stand-in's domains stay.
  if (!service && paths.length === 0) return failureOf('bootout', 125, { domain });
  const labels: string[] = service ? [service.label] : [];
  const remove = (label: string): number => {
    const code = machine.engine.bootout(domain, label);
    labels.push(label);
    // With --wait the end is waited for, so nothing is in progress when it answers.
    return waits && code === 36 ? 0 : code;
  };
  const answer = service
    ? answerOf('bootout', remove(service.label))
    : together('bootout', plistPaths(paths, caller.cwd), (path) => {
        const label = labelOfFile(path);
        return typeof label === 'string' ? remove(label) : maskedCode(machine, label);
      });
  if (waits)
    await Promise.race([
      Promise.all(labels.map((label) => machine.engine.whenRemoved(domain, label))),
      gone(caller.gone),
    ]);
  return answer;
}

function gone(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function answerOf(verb: Verb, code: number): Answer {
  return code === 0 ? done() : failureOf(verb, code);
}

/** One call for several files: each failure is a line, and the code is 133. */
function together(verb: Verb, paths: readonly string[], act: (path: string) => number): Answer {
  const failures = paths.map((path) => ({ path, code: act(path) })).filter(({ code }) => code !== 0);
  const [first] = failures;
  if (!first) return done();
  if (paths.length === 1) return failureOf(verb, first.code);
  const lines = failures.map(({ path, code }) => `${path}: ${codeWords(code)}`);
  const end = failureOf(verb, 133);
  return { ...end, stderr: `${lines.join('\n')}\n${end.stderr}` };
}

/** Flags of `load` and `unload`, and the files. `-S` and `-D` take a value, which the stand-in has no use for. */
function readLegacy(
  args: readonly string[],
): { readonly writes: boolean; readonly paths: readonly string[] } | undefined {
  const paths: string[] = [];
  let writes = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '-S' || arg === '-D') at++;
    else if (/^-[wF]+$/.test(arg)) writes ||= arg.includes('w');
    else if (arg.startsWith('-')) return undefined;
    else paths.push(arg);
  }
  return paths.length === 0 ? undefined : { writes, paths };
}

/** `load [-w]`: exits 0 whatever happens; what failed is on standard error. Source: launchctl(1). */
export function load(call: Call): Answer {
  return legacy(call, 'load', ({ machine, domain, path, writes }) => {
    const label = writes ? labelOfFile(path) : undefined;
    if (typeof label === 'string') machine.engine.setDisabled(domain, label, false);
    return machine.engine.bootstrap(domain, path);
  });
}

/** `unload [-w]`: as {@link load}. */
export function unload(call: Call): Answer {
  return legacy(call, 'unload', ({ machine, domain, path, writes }) => {
    const label = labelOfFile(path);
    if (typeof label !== 'string') return label;
    if (writes) machine.engine.setDisabled(domain, label, true);
    const code = machine.engine.bootout(domain, label);
    // It asks for nothing but that the job goes; that it is still going is no failure.
    return code === 36 ? 0 : code === 3 ? 113 : code;
  });
}

interface LegacyFile {
  readonly machine: Machine;
  readonly domain: Domain;
  readonly path: string;
  readonly writes: boolean;
}

function legacy({ machine, args, caller }: Call, verb: 'load' | 'unload', act: (file: LegacyFile) => number): Answer {
  const given = readLegacy(args);
  if (!given) return usage(verb);
  const domain = machine.session;
  const refusal = refusalOf(machine, domain, 'change');
  let stderr = '';
  for (const path of plistPaths(given.paths, caller.cwd)) {
    stderr += misplaced(domain, path);
    const code = refusal !== 0 ? refusal : act({ machine, domain, path, writes: given.writes });
    if (code !== 0) stderr += failureOf(verb, maskedCode(machine, code), { domain }).stderr;
  }
  return { code: 0, stdout: '', stderr };
}

/** The warning for an agent loaded as root, or a daemon loaded by a user; it is no more than that. */
function misplaced(domain: Domain, path: string): string {
  const [expected, who, other] =
    domain.kind === 'system' ? ['LaunchDaemons', 'root', 'LaunchAgents'] : ['LaunchAgents', 'user', 'LaunchDaemons'];
  if (!path.includes(`/${other}/`)) return '';
  return (
    `Warning: Expecting a ${expected} path since the command was ran as ${who}. Got ${other} instead.\n` +
    '`launchctl bootstrap` is a recommended alternative.\n'
  );
}

/** `remove <label>`: takes it out of the caller's domain and does not wait. */
export function remove({ machine, args }: Call): Answer {
  const [label] = args;
  if (label === undefined || args.length > 1) return usage('remove');
  const refusal = refusalOf(machine, machine.session, 'change');
  if (refusal !== 0) return failed(refusal);
  const code = machine.engine.bootout(machine.session, label);
  return code === 36 ? done() : answerOf('remove', code);
}
