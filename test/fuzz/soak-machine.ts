/** A stand-in with one service that is installed, looked at and removed again and again, in this process. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { desiredJobs } from '../../src/deploy/desired.ts';
import { holdState } from '../../src/deploy/hold-state.ts';
import { install } from '../../src/deploy/install.ts';
import { observe } from '../../src/deploy/observe.ts';
import type { JobOutcome } from '../../src/deploy/outcome.ts';
import { makePlan } from '../../src/deploy/plan.ts';
import type { DesiredJob, Target } from '../../src/deploy/types.ts';
import type { Launchctl } from '../../src/launchd/port.ts';
import { openTimeZone, type TimeZone } from '../../src/launchd/time-zone.ts';
import { loadManifest } from '../../src/project/load-manifest.ts';
import { lookAtJobs } from '../../src/status/look.ts';
import { SeenStore } from '../../src/status/seen-store.ts';
import type { JobStatus } from '../../src/status/types.ts';
import { openWaiting } from '../../src/system/waiting.ts';
import type { StandIn } from '../../src/testing/index.ts';
import { write } from '../support/stand-in-machine.ts';

export const SCALE = 0.01;
export const LABEL = 'org.example.a';
export const DOMAIN = 'gui/501';
const NAME = `${DOMAIN}/${LABEL}`;
/** Of one call, in seconds of launchd; below SCALE it is 0.3 real ones. */
const CALL_LIMIT_MS = 30_000;
const MANIFEST = `version: 1
namespace: org.example
services:
  a: {template: daemon, keepAlive: true, exitTimeout: 5s, command: [/bin/sleep, "600"]}
`;

export class SoakMachine {
  readonly standIn: StandIn;
  readonly #target: Target;
  readonly #declared: readonly DesiredJob[];
  readonly #zone: TimeZone;
  readonly #seen: SeenStore;

  constructor(standIn: StandIn) {
    const { home, root } = standIn;
    this.standIn = standIn;
    this.#target = {
      domain: { kind: 'gui', uid: 501 },
      otherDomain: { kind: 'user', uid: 501 },
      folder: join(home, 'Library/LaunchAgents'),
      home,
      root,
      uid: process.getuid!(),
      gid: process.getgid!(),
      stateFolder: join(home, '.local/state/svc/org.example'),
      namespace: 'org.example',
      source: join(home, 'project/services.yaml'),
    };
    write(this.#target.source, MANIFEST);
    const { manifest } = loadManifest(this.#target.source, { userHome: home });
    this.#declared = desiredJobs(manifest!, this.#target);
    const zone = openTimeZone('UTC');
    if (!('zone' in zone)) throw new Error('UTC is no time zone');
    this.#zone = zone.zone;
    this.#seen = new SeenStore(this.#target, process.getuid!(), Date.now());
  }

  /**
   * Installs the service, or removes it; whatever meets it, it ends with an outcome or with nothing to do.
   * @param spoil is called once the plan is made: what launchd says before, svc must believe
   */
  async change(to: 'installed' | 'removed', spoil = () => {}): Promise<JobOutcome | undefined> {
    const held = await holdState(this.#target, { waiting: openWaiting(SCALE) });
    if ('refusal' in held) throw new Error(held.refusal.cause);
    try {
      const machine = { launchctl: this.#launchctl, waiting: openWaiting(SCALE) };
      const scope = { declared: to === 'installed' ? this.#declared : [] };
      const plan = makePlan(
        scope,
        this.#target,
        await observe(scope, this.#target, held.records.all, machine.launchctl),
      );
      spoil();
      const context = { machine, target: this.#target, records: held.records, version: '0.1.0' };
      return (await install(plan, context, { prune: true, noVerify: false }))[0];
    } finally {
      held.release();
    }
  }

  /** Looks once, as `svc status` does in a loop. */
  async look(): Promise<JobStatus | undefined> {
    const reading = await lookAtJobs({
      scope: { declared: this.#declared },
      target: this.#target,
      records: new Map(),
      launchctl: this.#launchctl,
      zone: this.#zone,
      seen: this.#seen,
    });
    return reading.jobs[0];
  }

  /** What there is: the file, the job, its process. */
  state(): { readonly file: boolean; readonly loaded: boolean; readonly running: boolean } {
    const job = this.standIn.job(NAME);
    const loaded = job !== undefined && !job.isDraining;
    const file = existsSync(join(this.#target.folder, `${LABEL}.plist`));
    return { file, loaded, running: loaded && job.pid !== undefined };
  }

  readonly #launchctl: Launchctl = async (argv) => {
    const limit = AbortSignal.timeout(CALL_LIMIT_MS * SCALE);
    const answer = await this.standIn.call(argv, { signal: limit });
    if (!limit.aborted && answer.signal === undefined) return answer;
    return { code: undefined, stdout: '', stderr: '', failure: limit.aborted ? 'no answer' : 'ended by a signal' };
  };
}
