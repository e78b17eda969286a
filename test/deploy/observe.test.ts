/** What is seen of a machine: real folders, and a launchctl that answers, hangs or talks nonsense. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { observe } from '../../src/deploy/observe.ts';
import { makePlan } from '../../src/deploy/plan.ts';
import type { DesiredJob, Observation, Target, WriteRecord } from '../../src/deploy/types.ts';
import type { Launchctl, LaunchctlAnswer } from '../../src/launchd/port.ts';
import { folderWith, manifestOf } from '../support/svc.ts';
import { jobsOf, printedText, recordOf, TARGET, USER, unmarked } from './situations.ts';

const NOT_THERE: LaunchctlAnswer = { code: 113, stdout: '', stderr: 'Could not find service' };
const SILENT: LaunchctlAnswer = { code: undefined, stdout: '', stderr: '', failure: 'it did not answer within 30 s' };
const GARBAGE = '\x00\xff{"state": \x1b[31mrunning\n\t= = {\n\tpid = NaN\nlast exit code = \n';

const ok = (stdout: string): LaunchctlAnswer => ({ code: 0, stdout, stderr: '' });
const domainText = (name: string, labels: readonly string[]) =>
  `${name} = {\n\ttype = user\n\tservices = {\n${labels.map((label) => `\t\t       0      - \t${label}\n`).join('')}\t}\n}\n`;
const NO_OVERRIDES = 'disabled services = {\n}\n';

/** A launchctl that answers what is said, and the calls it got. */
function scripted(answers: Readonly<Record<string, LaunchctlAnswer>>, otherwise = NOT_THERE) {
  const calls: string[] = [];
  const launchctl: Launchctl = async (argv) => {
    calls.push(argv.join(' '));
    return answers[argv.join(' ')] ?? otherwise;
  };
  return { calls, launchctl };
}

/** A home and a root of its own, with the folders of launchd in them. */
function machine(files: Record<string, string> = {}): Target {
  const base = folderWith({ 'home/Library/LaunchAgents/.keep': '', ...files });
  const home = join(base, 'home');
  return {
    ...TARGET,
    home,
    root: join(base, 'root'),
    folder: join(home, 'Library/LaunchAgents'),
    uid: process.getuid!(),
  };
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const SIX = `version: 1\nnamespace: org.example\nhome: /Users/user\nservices:\n${NAMES.map(
  (name) => `  ${name}:\n    command: [/usr/bin/true, ${name}]\n    keepAlive: true\n    exitTimeout: 20\n`,
).join('')}`;

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o644);
}

/** Everything installed and loaded. */
function installed(jobs: readonly DesiredJob[]) {
  for (const job of jobs) write(job.path, job.text);
  const prints = jobs.map(
    (job) => [`print gui/501/${job.label}`, ok(printedText(job.label, job.path, job.dict))] as const,
  );
  return {
    ...Object.fromEntries(prints),
    'print user/501': ok(domainText('user/501', ['com.apple.x'])),
    'print-disabled gui/501': ok(NO_OVERRIDES),
  };
}

const recordsOf = (jobs: readonly DesiredJob[]): ReadonlyMap<string, WriteRecord> =>
  new Map(jobs.map((job) => [job.label, recordOf(job, job.text)]));

const loadsOf = ({ jobs }: Observation) => [...jobs.values()].map(({ loaded }) => loaded.is);

describe('six services as they should be', () => {
  it('cost at most nine calls, none of which changes anything', async () => {
    const target = machine();
    const jobs = jobsOf(SIX, target);
    const { calls, launchctl } = scripted(installed(jobs));
    const scope = { declared: jobs };
    const plan = makePlan(scope, target, await observe(scope, target, recordsOf(jobs), launchctl));
    expect(plan.jobs.map(({ state, actions, notes }) => [state, actions, notes])).toEqual(
      NAMES.map(() => ['same', [], []]),
    );
    expect(calls.length).toBeLessThanOrEqual(9);
    expect(calls.filter((call) => !/^(?:print|print-disabled|list) /.test(call))).toEqual([]);
  });

  it('are looked at one by one where one is named', async () => {
    const target = machine();
    const jobs = jobsOf(SIX, target);
    const { calls, launchctl } = scripted(installed(jobs));
    const scope = { declared: jobs, only: new Set(['c']) };
    const observation = await observe(scope, target, recordsOf(jobs), launchctl);
    expect([...observation.jobs.keys()]).toEqual(['org.example.c']);
    expect(observation.marked).toEqual([]);
    expect(calls).toEqual(['print gui/501/org.example.c', 'print user/501', 'print-disabled gui/501']);
  });
});

describe('what lies beside', () => {
  // launchctl of OS X 10.9 took any case of .plist, and no dot files: editors and svc itself leave those.
  it('is another file with the label where launchd would load it', async () => {
    const target = machine();
    const [job] = jobsOf(manifestOf('command: [/usr/bin/true]\nkeepAlive: true'), target);
    for (const name of ['old.PLIST', '.old.plist', 'old.plist.bak']) write(join(target.folder, name), job!.text);
    const { launchctl } = scripted({});
    const { jobs } = await observe({ declared: [job!] }, target, new Map(), launchctl);
    expect(jobs.get(job!.label)!.strays.map(({ path }) => path)).toEqual([join(target.folder, 'old.PLIST')]);
  });
});

describe('what launchctl says', () => {
  const one = (target: Target) =>
    jobsOf(manifestOf('command: [/usr/bin/true]\nkeepAlive: true\nexitTimeout: 20'), target);
  const HERE = 'print gui/501/org.example.a';

  async function look(answers: Readonly<Record<string, LaunchctlAnswer>>, otherwise?: LaunchctlAnswer) {
    const target = machine();
    const jobs = one(target);
    const { calls, launchctl } = scripted(answers, otherwise);
    const observation = await observe({ declared: jobs }, target, new Map(), launchctl);
    return { observation, job: observation.jobs.get('org.example.a')!, calls };
  }

  it.each([3, 112, 113, 125])('exit %i is not loaded', async (code) => {
    const { job } = await look({ [HERE]: { code, stdout: '', stderr: '' } });
    const noDomain = code === 112 || code === 125;
    expect(job.loaded).toEqual({ is: 'absent', domain: TARGET.domain, ...(noDomain && { noDomain }) });
  });

  it.each([
    ['no answer', SILENT],
    ['another exit code', { code: 1, stdout: '', stderr: '' }],
    ['garbage', ok(GARBAGE)],
    ['nothing at all', ok('')],
    ['another job', ok(printedText('org.example.b', '/x', {}))],
    ['what is cut before its first line ends', ok('gui/501/org.exam')],
  ])('%s is unknown, never "not loaded"', async (_name, answer) => {
    const { job } = await look({ [HERE]: answer });
    expect(job.loaded).toMatchObject({ is: 'unknown', why: expect.stringContaining('launchctl print') });
  });

  it('believes list where print talks nonsense', async () => {
    const listed = ok('{\n\t"Label" = "org.example.a";\n\t"OnDemand" = false;\n};\n');
    const { job } = await look({ [HERE]: ok(GARBAGE), 'list org.example.a': listed });
    expect(job.loaded.is).toBe('loaded');
    const other = await look({ [HERE]: ok(GARBAGE), 'list org.example.a': ok(GARBAGE) });
    expect(other.job.loaded.is).toBe('unknown');
  });

  // macOS 10.15 and before: `list` could not have confirmed it, since it speaks of the caller's own domain.
  it('may name a job by its label alone, and a domain by a name of launchd', async () => {
    const text = (title: string) => printedText('org.example.a', '/x', {}).replace(/^gui\/501\/[^ ]+/, title);
    const { job, calls } = await look({ [HERE]: ok(text('org.example.a')) });
    expect(job.loaded).toMatchObject({ is: 'loaded', printed: { pid: 4711 } });
    expect(calls).not.toContain('list org.example.a');
    const domain = await look({ 'print gui/501': ok(domainText('com.apple.xpc.launchd.user.domain.501.7.Aqua', [])) });
    expect(domain.observation.domain).toBe('there');
    const other = domainText('com.apple.xpc.launchd.domain.user.501', []);
    expect((await look({ 'print user/501': ok(other) })).job.elsewhere?.is).toBe('absent');
  });

  it('is asked no more after two calls without an answer', async () => {
    const target = machine();
    const jobs = jobsOf(SIX, target);
    const { calls, launchctl } = scripted({}, SILENT);
    const observation = await observe({ declared: jobs }, target, new Map(), launchctl);
    expect(calls).toHaveLength(2);
    expect(new Set(loadsOf(observation))).toEqual(new Set(['unknown']));
    expect(observation.domain).toBe('unknown');
    expect([...observation.jobs.values()].map(({ override }) => override)).toEqual(NAMES.map(() => 'unknown'));
  });

  it('goes on after one call without an answer', async () => {
    const target = machine();
    const jobs = jobsOf(SIX, target);
    const { launchctl } = scripted({ ...installed(jobs), 'print gui/501/org.example.b': SILENT });
    const observation = await observe({ declared: jobs }, target, new Map(), launchctl);
    expect(loadsOf(observation)).toEqual(['loaded', 'unknown', 'loaded', 'loaded', 'loaded', 'loaded']);
  });

  it.each<[string, LaunchctlAnswer, Observation['domain']]>([
    ['there', ok(domainText('gui/501', [])), 'there'],
    ['112', { code: 112, stdout: '', stderr: '' }, 'absent'],
    ['125', { code: 125, stdout: '', stderr: '' }, 'absent'],
    ['5', { code: 5, stdout: '', stderr: '' }, 'unknown'],
    ['garbage', ok(GARBAGE), 'unknown'],
    ['nothing', SILENT, 'unknown'],
  ])('of the domain itself, where no job is loaded in it: %s', async (_name, answer, domain) => {
    const { observation } = await look({ 'print gui/501': answer });
    expect(observation.domain).toBe(domain);
  });

  it.each<[string, LaunchctlAnswer, string, boolean]>([
    ['a whole table without it', ok(domainText('user/501', [])), 'absent', false],
    ['a whole table with it', ok(domainText('user/501', ['org.example.a'])), 'loaded', true],
    ['a table that is cut', ok('user/501 = {\n\tservices = {\n'), 'loaded', true],
    ['a table of another form', ok('user/501 = {\n\tservices = {\n\t\t-  -  org.example.a\n\t}\n}\n'), 'loaded', true],
    ['garbage', ok(GARBAGE), 'loaded', true],
    ['no answer', SILENT, 'loaded', true],
    ['no such domain', { code: 112, stdout: '', stderr: '' }, 'absent', false],
  ])('of the other domain: %s', async (_name, answer, is, isAsked) => {
    const there = ok(printedText('org.example.a', '/x', {}, USER));
    const { job, calls } = await look({ 'print user/501': answer, 'print user/501/org.example.a': there });
    expect(job.elsewhere?.is).toBe(is);
    expect(calls.includes('print user/501/org.example.a')).toBe(isAsked);
  });

  it.each<[string, LaunchctlAnswer, string | undefined]>([
    ['none', ok(NO_OVERRIDES), undefined],
    ['disabled', ok('disabled services = {\n\t"org.example.a" => disabled\n}\n'), 'disabled'],
    ['true of old', ok('disabled services = {\n\t"org.example.a" => true\n}\n'), 'disabled'],
    ['enabled', ok('disabled services = {\n\t"org.example.a" => enabled\n}\n'), 'enabled'],
    ['a cut table', ok('disabled services = {\n\t"org.example.b" => true\n'), 'unknown'],
    ['garbage', ok(GARBAGE), 'unknown'],
    ['a refusal', { code: 125, stdout: '', stderr: '' }, 'unknown'],
  ])('of overrides: %s', async (_name, answer, override) => {
    const { job } = await look({ 'print-disabled gui/501': answer });
    expect(job.override).toBe(override);
  });

  it('may be any text: nothing throws, and a job is never found absent by it', async () => {
    const target = machine();
    const jobs = one(target);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        const observation = await observe({ declared: jobs }, target, new Map(), async () => ok(text));
        expect(loadsOf(observation)).not.toContain('absent');
      }),
      { numRuns: 50 },
    );
  });
});

describe('what lies on disk', () => {
  const { launchctl } = scripted({});
  const body = 'command: [/usr/bin/true]\nkeepAlive: true\nexitTimeout: 20';

  async function look(target: Target, records: ReadonlyMap<string, WriteRecord> = new Map()) {
    const jobs = jobsOf(manifestOf(body), target);
    const observation = await observe({ declared: jobs }, target, records, launchctl);
    return { observation, job: observation.jobs.get('org.example.a')!, desired: jobs[0]! };
  }

  it('is found in all five folders, by name or by Label; of Apple by name only', async () => {
    const plist = unmarked({ Label: 'org.example.a', ProgramArguments: ['/bin/x'] });
    const target = machine({
      'home/Library/LaunchAgents/other-name.plist': plist,
      'home/Library/LaunchAgents/innocent.plist': unmarked({ Label: 'com.example.z' }),
      'root/Library/LaunchAgents/also.plist': plist,
      'root/Library/LaunchDaemons/org.example.a.plist': 'not a plist',
      'root/System/Library/LaunchAgents/org.example.a.plist': plist,
      'root/System/Library/LaunchDaemons/unnamed.plist': plist,
    });
    const { job } = await look(target);
    expect(job.file).toBeUndefined();
    expect(job.strays.map(({ path }) => path.replace(dirname(target.home), ''))).toEqual([
      '/home/Library/LaunchAgents/other-name.plist',
      '/root/Library/LaunchAgents/also.plist',
      '/root/System/Library/LaunchAgents/org.example.a.plist',
      '/root/Library/LaunchDaemons/org.example.a.plist',
    ]);
  });

  it('is not read through a link, nor from what is no file', async () => {
    const target = machine({ 'secret.plist': unmarked({ Label: 'org.example.a' }) });
    const path = join(target.folder, 'org.example.a.plist');
    symlinkSync(join(dirname(target.home), 'secret.plist'), path);
    expect((await look(target)).job.file).toMatchObject({ path, isSymlink: true });
    expect((await look(target)).job.file?.bytes).toBeUndefined();
    const other = machine({ 'home/Library/LaunchAgents/org.example.a.plist/x': '' });
    expect((await look(other)).job.file).toMatchObject({ isSymlink: false, problem: 'it is a folder' });
  });

  it('has mode and owner', async () => {
    const target = machine({ 'home/Library/LaunchAgents/org.example.a.plist': '' });
    chmodSync(join(target.folder, 'org.example.a.plist'), 0o600);
    expect((await look(target)).job.file).toMatchObject({ mode: 0o600, uid: process.getuid!() });
  });

  it('names folders that the job needs and that are missing', async () => {
    const target = { ...machine(), folder: '/nowhere/Library/LaunchAgents' };
    const jobs = jobsOf(
      manifestOf(`${body}\nworkingDirectory: /tmp\nlogs: { stdout: /nowhere/log/a.log, stderr: /nowhere/log/b.log }`),
      target,
    );
    const observation = await observe({ declared: jobs }, target, new Map(), launchctl);
    expect(observation.jobs.get('org.example.a')!.missingFolders).toEqual([
      '/nowhere/Library/LaunchAgents',
      '/nowhere/log',
    ]);
  });

  it('names marked files that nobody accounts for, and looks at those of records', async () => {
    const target = machine();
    const gone = jobsOf(manifestOf(body).replace('  a:', '  gone:'), target)[0]!;
    const lost = jobsOf(manifestOf(body).replace('  a:', '  lost:'), target)[0]!;
    for (const { path, text } of [gone, lost]) write(path, text);
    write(join(target.folder, 'theirs.plist'), lost.text.replace('svc: org.example/', 'svc: com.example/'));
    const { observation } = await look(target, new Map([[gone.label, recordOf(gone, gone.text)]]));
    expect(observation.marked.map(({ path }) => path)).toEqual([lost.path]);
    expect(observation.jobs.get(gone.label)?.file?.path).toBe(gone.path);
  });

  it('says what it could not read', async () => {
    const target = machine({ 'home/Library/LaunchAgents/loop.plist/x': '', 'root/Library/LaunchDaemons': 'a file' });
    const { observation } = await look(target);
    expect(observation.unread).toEqual([{ path: join(target.folder, 'loop.plist'), problem: 'it is a folder' }]);
  });

  it('takes a path of launchd with its links followed for the same', async () => {
    const target = machine();
    symlinkSync(target.home, `${target.home}-link`);
    const linked = { ...target, folder: join(`${target.home}-link`, 'Library/LaunchAgents') };
    const jobs = jobsOf(manifestOf(body), linked);
    const real = join(target.folder, 'org.example.a.plist');
    const { launchctl: answering } = scripted({
      'print gui/501/org.example.a': ok(printedText('org.example.a', real, jobs[0]!.dict)),
    });
    const observation = await observe({ declared: jobs }, linked, new Map(), answering);
    expect(observation.jobs.get('org.example.a')!.loaded).toMatchObject({
      is: 'loaded',
      printed: { path: jobs[0]!.path },
    });
  });
});
