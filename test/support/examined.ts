/** A stand-in machine with one service `a`, examined by the checks of `svc why` and `svc doctor` in this process. */
import { desiredJobs } from '../../src/deploy/desired.ts';
import { observe } from '../../src/deploy/observe.ts';
import type { DesiredJob, Target } from '../../src/deploy/types.ts';
import { readAskedCode } from '../../src/launchd/asked-code.ts';
import type { Launchctl } from '../../src/launchd/port.ts';
import { loadManifest } from '../../src/project/load-manifest.ts';
import type { CheckResult, JobFacts } from '../../src/status/checks/check.ts';
import { doctorCheckIds, type JobCheckId, runChecks } from '../../src/status/checks/index.ts';
import { checksOf } from '../../src/status/checks/of-code.ts';
import { factsOf } from '../../src/status/examine.ts';
import { readJobHost } from '../../src/system/job-host.ts';
import type { StandInOptions } from '../../src/testing/index.ts';
import { type StandInMachine, standInMachine, write } from './stand-in-machine.ts';

export interface ExaminedMachine extends StandInMachine {
  readonly job: DesiredJob;
  /** `gui/<uid>/org.example.a` */
  readonly target: string;
  /** What `launchctl bootstrap` of the job answers. */
  bootstrap(): Promise<number | undefined>;
  /** The checks for a code. */
  why(code: string): Promise<readonly CheckResult<JobCheckId>[]>;
  /** All checks of `svc doctor` for the service. */
  doctor(): Promise<readonly CheckResult<JobCheckId>[]>;
}

/** Of launchctl's callers that are not root, whoever runs the tests: the code 5 hides all others. */
export async function examinedMachine(body: string, options: StandInOptions = {}): Promise<ExaminedMachine> {
  const fields = body.trimEnd().replace(/^(?=.)/gm, '    ');
  const text = `version: 1\nnamespace: org.example\nservices:\n  a:\n${fields}\n`;
  const machine = await standInMachine(text, { richErrors: false, ...options });
  const { standIn, file, agents, domain } = machine;
  const uid = process.getuid!();
  const place: Target = {
    domain: { kind: 'gui', uid },
    otherDomain: { kind: 'user', uid },
    folder: agents,
    home: standIn.home,
    root: standIn.root,
    uid,
    gid: process.getgid!(),
    stateFolder: `${standIn.home}/.local/state/svc/org.example`,
    namespace: 'org.example',
    source: file,
  };
  const [job] = desiredJobs(loadManifest(file, { userHome: standIn.home }).manifest!, place);
  write(job!.path, job!.text);
  const launchctl: Launchctl = async (argv) => {
    const { code, stdout, stderr, signal } = await standIn.call(argv);
    return { code: signal === undefined ? code : undefined, stdout, stderr };
  };
  const examine = async (ids: readonly JobCheckId[], purpose: JobFacts['purpose']) => {
    const observation = await observe({ declared: [job!] }, place, new Map(), launchctl);
    return runChecks(ids, factsOf(job!, { target: place, observation, host: readJobHost() }, purpose));
  };
  return {
    ...machine,
    job: job!,
    target: `${domain}/org.example.a`,
    bootstrap: async () => (await standIn.call(['bootstrap', domain, job!.path])).code,
    why: (code) => {
      const answer = readAskedCode(code);
      return examine('readings' in answer ? checksOf(answer.readings) : [], 'why');
    },
    doctor: () => examine(doctorCheckIds, 'doctor'),
  };
}

/** The ids of the checks in a state. */
export function idsOf(checks: readonly CheckResult<JobCheckId>[], state: CheckResult<string>['state']): JobCheckId[] {
  return checks.filter((one) => one.state === state).map(({ id }) => id);
}
