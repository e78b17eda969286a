/** One call of launchctl, from its arguments to its answer. Exit codes and texts: docs/launchd-semantics.md. */
import { constants } from 'node:os';
import type { Answer, Caller } from './answer.ts';
import { failureOf, type Subject } from './failures.ts';
import type { Meeting } from './faults.ts';
import { type Call, isVerb, type Machine, OTHER_VERBS, type Verb } from './machine.ts';
import { domainOf, labelOfFile, plistPaths, serviceTargetOf } from './targets.ts';
import { bootout, bootstrap, load, remove, unload } from './verbs-load.ts';
import { disable, enable, kickstart, kill, start, stop } from './verbs-run.ts';
import {
  absentVerb,
  blame,
  errorText,
  help,
  helpText,
  list,
  managerName,
  managerPid,
  managerUid,
  print,
  showDisabled,
  unknownVerb,
  version,
} from './verbs-show.ts';

const RUN: Readonly<Record<Verb, (call: Call) => Answer | Promise<Answer>>> = {
  bootstrap,
  bootout,
  enable,
  disable,
  kickstart,
  kill,
  print,
  'print-disabled': showDisabled,
  list,
  blame,
  load,
  unload,
  remove,
  start,
  stop,
  managername: managerName,
  manageruid: managerUid,
  managerpid: managerPid,
  error: errorText,
  version,
  help,
};

const GARBAGE = '\x00\xff{"state": \x1b[31mrunning\n\t= = {\n\tpid = NaN\nlast exit code = \n';

/**
 * Runs one call: faults first, then the verb. It is logged with its code when it ends.
 * @returns the answer; a call whose caller goes away ends with SIGKILL
 */
export async function runLaunchctl(machine: Machine, argv: readonly string[], caller: Caller): Promise<Answer> {
  const [verb, ...args] = argv;
  const answer = await answerTo(machine, verb, args, caller);
  machine.engine.log.add({
    kind: 'call',
    text: `launchctl ${argv.join(' ')}${answer.signal ? ` (${answer.signal})` : ''}`,
    argv: [...argv],
    code: answer.code,
  });
  return answer;
}

async function answerTo(
  machine: Machine,
  verb: string | undefined,
  args: readonly string[],
  caller: Caller,
): Promise<Answer> {
  if (caller.gone.aborted) return died('SIGKILL');
  if (verb === undefined) return { code: 64, stdout: '', stderr: helpText() };
  if (!isVerb(verb)) return OTHER_VERBS.has(verb) ? absentVerb(verb) : unknownVerb(verb);
  const call: Call = { machine, verb, args, caller };
  machine.faults.refresh();
  const meeting = machine.faults.meet(verb, () => labelsOf(call));
  await machine.faults.kill(meeting.deaths);
  const performed = meeting.answer === undefined || meeting.answer.performed === true;
  const real = performed ? await RUN[verb](call) : undefined;
  if (meeting.lateBy > 0) await Promise.race([machine.engine.clock.sleep(meeting.lateBy), goneOf(caller)]);
  if (caller.gone.aborted) return died('SIGKILL');
  return meeting.answer ? spoiled(meeting.answer, call) : real!;
}

/** The labels a call is about. */
function labelsOf({ args, verb, caller }: Call): readonly string[] {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const targets = words.flatMap((word) => serviceTargetOf(word)?.label ?? []);
  switch (verb) {
    case 'list':
    case 'start':
    case 'stop':
    case 'remove':
      return words;
    case 'bootstrap':
    case 'bootout':
    case 'load':
    case 'unload': {
      const isLegacy = verb === 'load' || verb === 'unload';
      const paths = targets.length > 0 ? [] : plistPaths(isLegacy ? words : words.slice(1), caller.cwd);
      return [...targets, ...paths.map((path) => labelOfFile(path)).filter((label) => typeof label === 'string')];
    }
    default:
      return targets;
  }
}

async function spoiled(fault: NonNullable<Meeting['answer']>, call: Call): Promise<Answer> {
  switch (fault.kind) {
    case 'answer': {
      const answer = wordsFor(fault.code, call);
      return fault.stderr === undefined ? answer : { ...answer, stderr: fault.stderr };
    }
    case 'garbage':
      return { code: fault.code ?? 0, stdout: fault.text ?? GARBAGE, stderr: '' };
    case 'crash':
      return died(fault.signal ?? 'SIGKILL');
    case 'hang':
      await goneOf(call.caller);
      return died('SIGKILL');
  }
}

/** What launchctl would say for a code, about the target of this call. */
function wordsFor(code: number, { verb, args, machine }: Call): Answer {
  if (code === 0) return { code, stdout: '', stderr: '' };
  const target = args.map(subjectOf).find((each) => each !== undefined);
  const listed = verb === 'list' && args[0] !== undefined ? { domain: machine.session, label: args[0] } : undefined;
  return failureOf(verb, code, target ?? listed);
}

function subjectOf(text: string): Subject | undefined {
  const domain = domainOf(text);
  return serviceTargetOf(text) ?? (domain && { domain });
}

function died(signal: NodeJS.Signals): Answer {
  return { code: 128 + (constants.signals[signal] ?? 0), stdout: '', stderr: '', signal };
}

function goneOf({ gone }: Caller): Promise<void> {
  if (gone.aborted) return Promise.resolve();
  return new Promise((resolve) => gone.addEventListener('abort', () => resolve(), { once: true }));
}
