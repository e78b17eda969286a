/** The verbs that start, signal, enable and disable. */
import { signalName, signalNumber } from '../launchd/signals.ts';
import { type Answer, done, failed } from './answer.ts';
import { badTarget, failureOf, usage } from './failures.ts';
import { type Call, refusalOf } from './machine.ts';
import { type ServiceTarget, serviceTargetOf } from './targets.ts';

/** `kickstart [-k] [-p] <service>`: starts it now; the throttle still holds. 113 when it is not loaded, 37 while it goes. */
export async function kickstart({ machine, args, caller }: Call): Promise<Answer> {
  const flags = args.filter((arg) => arg.startsWith('-'));
  const targets = args.filter((arg) => !arg.startsWith('-'));
  if (targets.length !== 1 || flags.some((flag) => !/^-[kps]+$/.test(flag))) return usage('kickstart');
  const target = serviceTargetOf(targets[0]);
  if (!target) return badTarget('kickstart');
  const refusal = refusalOf(machine, target.domain, 'change');
  if (refusal !== 0) return failureOf('kickstart', askedCode(refusal), target);
  const has = (letter: string) => flags.some((flag) => flag.includes(letter));
  const { code, pid } = await machine.engine.kickstart(target.domain, target.label, { kill: has('k') });
  if (code !== 0) return failureOf('kickstart', code, target);
  if (!has('p') || pid === undefined) return done();
  return done(caller.isTty ? `service spawned with pid: ${pid}\n` : `${pid}\n`);
}

/** To a verb that only looks a job up, a domain that is not there is 112. */
function askedCode(refusal: number): number {
  return refusal === 125 ? 112 : refusal;
}

/** `kill <signal> <service>`: 3 when it has no process, 113 when it is not loaded. */
export function kill({ machine, args }: Call): Answer {
  const [signal, text] = args;
  if (signal === undefined || text === undefined || args.length > 2) return usage('kill');
  const target = serviceTargetOf(text);
  if (!target) return badTarget('kill');
  const number = signalNumber(signal);
  const name = number === undefined ? undefined : signalName(number);
  if (name === undefined) return usage('kill');
  const refusal = refusalOf(machine, target.domain, 'change');
  if (refusal !== 0) return failureOf('kill', askedCode(refusal), target);
  // By name: the numbers of macOS are not this system's. Three names of macOS exist there only.
  if (name === 'SIGEMT' || name === 'SIGINFO') return failed(22, `Signal ${name} does not exist on this system.`);
  const code = machine.engine.kill(target.domain, target.label, name);
  return code === 0 ? done() : failureOf('kill', code, target);
}

/** `enable <service>`: sets an override; whether the job exists does not matter. */
export function enable(call: Call): Answer {
  return override(call, 'enable');
}

/** `disable <service>`: as {@link enable}; a job that runs goes on running. */
export function disable(call: Call): Answer {
  return override(call, 'disable');
}

function override({ machine, args }: Call, verb: 'enable' | 'disable'): Answer {
  if (args.length !== 1) return usage(verb);
  const target = serviceTargetOf(args[0]);
  if (!target) return badTarget(verb);
  const refusal = refusalOf(machine, target.domain, 'change');
  if (refusal !== 0) return failureOf(verb, refusal, target);
  machine.engine.setDisabled(target.domain, target.label, verb === 'disable');
  return done();
}

/** `start <label>`, legacy: 3 and not a word when it is not loaded. */
export async function start({ machine, args }: Call): Promise<Answer> {
  const target = legacyTarget(machine.session, args);
  if (!target) return usage('start');
  const refusal = refusalOf(machine, target.domain, 'change');
  if (refusal !== 0) return failed(refusal);
  const { code } = await machine.engine.kickstart(target.domain, target.label, { kill: false });
  return code === 0 ? done() : failureOf('start', code === 113 ? 3 : code);
}

/** `stop <label>`, legacy: SIGTERM; a kept-alive job comes back. */
export function stop({ machine, args }: Call): Answer {
  const target = legacyTarget(machine.session, args);
  if (!target) return usage('stop');
  const refusal = refusalOf(machine, target.domain, 'change');
  if (refusal !== 0) return failed(refusal);
  const code = machine.engine.kill(target.domain, target.label, 'SIGTERM');
  return code === 113 ? failureOf('stop', 3) : done();
}

function legacyTarget(domain: ServiceTarget['domain'], args: readonly string[]): ServiceTarget | undefined {
  const [label] = args;
  return label === undefined || args.length > 1 ? undefined : { domain, label };
}
