/** Desired × disk × record × loaded → state, actions in their order, price, refusals. */
import { describe, expect, it } from 'vitest';
import type { DeployState } from '../../src/deploy/types.ts';
import { parsePrintedService } from '../../src/launchd/printed-service.ts';
import {
  DAEMON,
  fileOf,
  GUI,
  jobOf,
  linesOf,
  loaded,
  loadedAs,
  observationOf,
  planOf,
  printedText,
  recordOf,
  TARGET,
  USER,
  unmarked,
  wholePlan,
} from './situations.ts';

const job = jobOf(DAEMON);
const older = jobOf(DAEMON.replace('8080', '8081'));
const HERE = 'gui/501/org.example.a';
const THERE = 'user/501/org.example.a';
const { path, label } = job;

const right = fileOf(path, job.text);
const old = fileOf(path, older.text);
const edited = fileOf(path, job.text.replace('8080', '9999'));
const record = recordOf(job, job.text);
const oldRecord = recordOf(job, older.text);

const ending = {
  is: 'loaded',
  domain: GUI,
  printed: parsePrintedService(printedText(label, path, job.dict).replace('state = running', 'state = SIGTERMed'), {
    environmentValues: true,
  }),
} as const;

type Row = readonly [name: string, plan: ReturnType<typeof planOf>, state: DeployState, actions: readonly string[]];

const keep = `keep-copy ${path}`;
const write = `write ${path}`;
const out = `bootout ${HERE}`;
const on = `enable ${HERE}`;
const up = `bootstrap ${HERE}`;
const reload = [out, write, on, up];

const rows: readonly Row[] = [
  ['nothing there', planOf(job), 'absent', [write, on, up]],
  ['all as it should be', planOf(job, { file: right, loaded: loaded(job) }, { record }), 'same', []],
  ['the right file without a record', planOf(job, { file: right, loaded: loaded(job) }), 'same', []],
  ['mode 0444', planOf(job, { file: { ...right, mode: 0o444 }, loaded: loaded(job) }), 'same', []],
  ['right file, not loaded (hm-06)', planOf(job, { file: right }, { record }), 'not-loaded', [on, up]],
  [
    'svc wrote an older one',
    planOf(job, { file: old, loaded: loaded(job, older.dict) }, { record: oldRecord }),
    'outdated',
    reload,
  ],
  [
    'after a crash past bootout',
    planOf(job, { file: old }, { record: recordOf(job, job.text, older.text) }),
    'outdated',
    [write, on, up],
  ],
  [
    'after a crash past write',
    planOf(job, { file: right }, { record: recordOf(job, job.text, older.text) }),
    'not-loaded',
    [on, up],
  ],
  [
    'only the comment differs',
    planOf(job, { file: fileOf(path, job.text.replace('Rendered', 'Made')), loaded: loaded(job) }),
    'outdated',
    [write],
  ],
  ['edited by hand', planOf(job, { file: edited, loaded: loaded(job) }, { record }), 'edited', [keep, ...reload]],
  ['marked, and no record', planOf(job, { file: old, loaded: loaded(job) }), 'edited', [keep, ...reload]],
  ['foreign', planOf(job, { file: fileOf(path, unmarked(older.dict)) }), 'foreign', [keep, write, on, up]],
  [
    'foreign, and says the same',
    planOf(job, { file: fileOf(path, unmarked(job.dict)), loaded: loaded(job) }),
    'foreign',
    [keep, write],
  ],
  [
    'foreign, says the same, not loaded',
    planOf(job, { file: fileOf(path, unmarked(job.dict)) }),
    'foreign',
    [keep, write, on, up],
  ],
  ['no property list', planOf(job, { file: fileOf(path, 'hello') }), 'foreign', [keep, write, on, up]],
  ['an empty file', planOf(job, { file: fileOf(path, '') }), 'foreign', [keep, write, on, up]],
  ['a link', planOf(job, { file: { path, isSymlink: true, mode: 0o777, uid: 501 } }), 'foreign', [keep, write, on, up]],
  [
    'file right, process old',
    planOf(job, { file: right, loaded: loaded(job, older.dict) }, { record }),
    'differs',
    [out, on, up],
  ],
  // Its process is still there, and so are all its values; in a moment nothing of it is loaded.
  ['on its way out', planOf(job, { file: right, loaded: ending }, { record }), 'differs', [out, on, up]],
  ['loaded, the file is gone', planOf(job, { loaded: loaded(job) }), 'differs', reload],
  ['loaded as recorded, the file is gone', planOf(job, { loaded: loaded(job) }, { record }), 'differs', [write]],
  ['mode 0600', planOf(job, { file: { ...right, mode: 0o600 }, loaded: loaded(job) }, { record }), 'differs', [write]],
  ['owner root', planOf(job, { file: { ...right, uid: 0 }, loaded: loaded(job) }, { record }), 'differs', [write]],
  ['disabled by an override', planOf(job, { file: right, override: 'disabled' }, { record }), 'not-loaded', [on, up]],
  [
    'disabled by an override, still loaded',
    planOf(job, { file: right, loaded: loaded(job), override: 'disabled' }, { record }),
    'differs',
    [on],
  ],
  [
    'loaded from another path (oc-10)',
    planOf(job, { file: right, loaded: loadedAs(label, '/Library/LaunchAgents/x.plist', job.dict) }, { record }),
    'foreign',
    [out, on, up],
  ],
  [
    'in the other domain (hm-10)',
    planOf(job, { file: old, elsewhere: loaded(job, older.dict, USER) }, { record: oldRecord }),
    'outdated',
    [`bootout ${THERE}`, write, on, up],
  ],
  [
    'in both domains',
    planOf(job, { file: right, loaded: loaded(job), elsewhere: loaded(job, job.dict, USER) }, { record }),
    'differs',
    [`bootout ${THERE}`],
  ],
  [
    'loaded is not known',
    planOf(job, { file: old, loaded: { is: 'unknown', domain: GUI, why: 'it hangs' } }, { record: oldRecord }),
    'outdated',
    [],
  ],
  [
    'loaded is not known, right file',
    planOf(job, { file: right, loaded: { is: 'unknown', domain: GUI, why: 'it hangs' } }),
    'same',
    [],
  ],
  [
    'unreadable',
    planOf(job, { file: { path, isSymlink: false, mode: 0o600, uid: 0, problem: 'permission denied' } }),
    'foreign',
    [],
  ],
];

describe('the state of a service and what is done about it', () => {
  it.each(rows)('%s', (_name, plan, state, actions) => {
    expect({ state: plan.state, actions: linesOf(plan) }).toEqual({ state, actions });
  });

  const refused = new Set([
    'edited by hand',
    'marked, and no record',
    'foreign',
    'no property list',
    'an empty file',
    'a link',
    'loaded from another path (oc-10)',
  ]);
  it('refuses what is not its own, and nothing else', () => {
    expect(rows.filter(([, plan]) => plan.refusal).map(([name]) => name)).toEqual(
      rows.filter(([name]) => refused.has(name)).map(([name]) => name),
    );
  });

  it('plans nothing where it does not know what is there, and says why', () => {
    const unknown = rows.filter(([, plan]) => plan.unknown !== undefined);
    expect(unknown.map(([name, { unknown: why }]) => [name, why])).toEqual([
      ['loaded is not known', 'it hangs'],
      ['loaded is not known, right file', 'it hangs'],
      ['unreadable', `${path} can not be read: permission denied`],
    ]);
    for (const [, { actions, refusal, price }] of unknown)
      expect({ actions, refusal, price }).toEqual({ actions: [], price: {} });
  });

  it('says of what it leaves alone what is wrong, and not that it is mended', () => {
    const unseen = { is: 'unknown', domain: GUI, why: 'it hangs' } as const;
    const denied = { path, isSymlink: false, problem: 'permission denied' };
    const wrong = `${path} has the mode 0600: launchd takes 0644 everywhere, and some releases refuse other modes`;
    const foreign = `${path} belongs to uid 0 and not to uid 501: launchd refuses it`;
    // The folder may not be looked into: of the file itself nothing is known.
    expect(planOf(job, { file: { ...denied, mode: 0, uid: -1 } }).notes).toEqual([]);
    expect(planOf(job, { file: { ...denied, mode: 0o600, uid: 0 } }).notes).toEqual([`${wrong}.`, `${foreign}.`]);
    expect(planOf(job, { file: { ...right, mode: 0o600 }, loaded: unseen }).notes).toEqual([`${wrong}.`]);
    expect(planOf(job, { file: { ...right, mode: 0o600 }, loaded: loaded(job) }, { record }).notes).toEqual([
      `${wrong}. It is written anew with 0644.`,
    ]);
    const copy = fileOf(path, unmarked(job.dict));
    expect(planOf(job, { file: copy, loaded: unseen }).notes).toEqual([]);
    const elsewhere = loaded(job, job.dict, USER);
    expect(planOf(job, { file: right, loaded: unseen, elsewhere }).notes).toEqual(['It is loaded in user/501.']);
  });

  it('enables before every bootstrap, and writes nothing while the job is loaded and changes', () => {
    for (const [name, plan] of rows) {
      const names = plan.actions.map((action) => action.do);
      const at = names.indexOf('bootstrap');
      if (at >= 0) expect(names[at - 1], name).toBe('enable');
      if (names.includes('bootout') && names.includes('write'))
        expect(names.indexOf('bootout'), name).toBeLessThan(names.indexOf('write'));
    }
  });
});

describe('the words of a refusal', () => {
  it('tell an edited file from one without a record', () => {
    const causes = [{ record }, {}].map((rest) => planOf(job, { file: edited }, rest).refusal?.cause);
    expect(causes[0]).toBe(`${path} was edited by hand since svc wrote it.`);
    expect(causes[1]).toMatch(/bears the mark of this service, but svc has no record/);
  });

  it('name whose mark a file bears', () => {
    const other = fileOf(path, older.text.replace('svc: org.example/a', 'svc: com.example/b'));
    expect(planOf(job, { file: other }).refusal?.cause).toContain('com.example/b');
  });

  it('name the path that the label is loaded from', () => {
    const elsewhere = loadedAs(label, '/opt/x.plist', job.dict, USER);
    const { refusal, state } = planOf(job, { file: right, loaded: loaded(job), elsewhere }, { record });
    expect(state).toBe('foreign');
    expect(refusal?.cause).toContain('is loaded from /opt/x.plist');
  });

  it('speak of a job that has no file', () => {
    const text = { is: 'loaded', domain: GUI, printed: { ...printedOf(), type: 'Submitted' } } as const;
    expect(planOf(job, { file: right, loaded: text }, { record }).refusal?.cause).toContain('loaded without a file');
  });

  it('name each of mode and owner', () => {
    const file = { ...right, mode: 0o664, uid: 0 };
    expect(planOf(job, { file, loaded: loaded(job) }, { record }).notes).toEqual([
      expect.stringContaining('has the mode 0664: others than its owner may write it'),
      expect.stringContaining('belongs to uid 0 and not to uid 501'),
    ]);
  });
});

function printedOf() {
  const state = loaded(job);
  if (state.is !== 'loaded') throw new Error('it is loaded');
  const { path: _path, ...printed } = state.printed;
  return printed;
}

describe('another file with the same label (37)', () => {
  const daemon = fileOf(`/Library/LaunchDaemons/${label}.plist`, unmarked(job.dict), { uid: 0 });
  const apple = { ...daemon, path: `/System/Library/LaunchAgents/${label}.plist` };
  const twin = fileOf(`${TARGET.folder}/twin.plist`, unmarked(job.dict));

  it.each([
    ['a daemon', daemon, /as agent and as daemon/],
    ['one of macOS', apple, /is of macOS/],
    ['a twin under another name', twin, /launchd loads one of the two/],
  ])('refuses to begin beside %s', (_name, stray, words) => {
    const plan = planOf(job, { strays: [stray] });
    expect(plan.state).toBe('foreign');
    expect(plan.refusal?.cause).toMatch(words);
    expect(plan.refusal?.cause).toContain(stray.path);
  });

  it('says so and leaves a service alone that is as it should be', () => {
    const plan = planOf(job, { file: right, loaded: loaded(job), strays: [daemon] }, { record });
    expect({ state: plan.state, refusal: plan.refusal, actions: plan.actions }).toEqual({ state: 'same', actions: [] });
    expect(plan.notes).toEqual([expect.stringContaining(daemon.path)]);
  });
});

describe('Disabled', () => {
  const off = jobOf(`${DAEMON}\ndisabled: true`);
  const file = fileOf(path, off.text);

  it('is installed and not loaded', () => {
    expect(linesOf(planOf(off))).toEqual([write]);
    expect(planOf(off, { file }).state).toBe('same');
  });

  it('is booted out, and nothing is enabled', () => {
    const plan = planOf(off, { file: right, loaded: loaded(job), override: 'disabled' }, { record });
    expect(linesOf(plan)).toEqual([out, write]);
    expect(plan.price).toEqual({});
    expect(planOf(off, { file, loaded: loaded(off) }).state).toBe('differs');
  });
});

describe('both domains by its own word', () => {
  it('is left in the other one, with a note', () => {
    const both = jobOf(`${DAEMON}\nsessions: [Aqua, Background]`);
    const plan = planOf(both, {
      file: fileOf(path, both.text),
      loaded: loaded(both),
      elsewhere: loaded(both, both.dict, USER),
    });
    expect({ state: plan.state, actions: plan.actions }).toEqual({ state: 'same', actions: [] });
    expect(plan.notes).toEqual([expect.stringContaining('user/501 as well')]);
  });
});

describe('the price', () => {
  const priceOf = (facts: Parameters<typeof planOf>[1], wanted = job) =>
    planOf(wanted, facts, { record: oldRecord }).price;

  it('is that of the loaded job, not of the new one', () => {
    const slow = loaded(job, { ...older.dict, ExitTimeOut: 90 });
    expect(priceOf({ file: old, loaded: slow })).toEqual({ reload: true, downtimeSeconds: 90 });
    expect(priceOf({ file: old, loaded: loaded(job, { ...older.dict, ExitTimeOut: 0 }) })).toEqual({
      reload: true,
      downtimeSeconds: 0,
    });
  });

  it('has no downtime where nothing runs', () => {
    const state = loaded(job, older.dict);
    const idle = state.is === 'loaded' ? { ...state, printed: { ...state.printed, state: 'not running' } } : state;
    expect(priceOf({ file: old, loaded: idle })).toEqual({ reload: true });
  });

  it('tells of an interval that starts anew', () => {
    const timer = jobOf('command: [/usr/bin/true]\nevery: 1h');
    const before = jobOf('command: [/usr/bin/true]\nevery: 2h');
    const plan = planOf(
      timer,
      { file: fileOf(path, before.text), loaded: loaded(before) },
      { record: recordOf(job, before.text) },
    );
    expect(plan.price).toMatchObject({ reload: true, restartsInterval: true });
  });

  it('tells of a background item for a new program only', () => {
    expect(priceOf({}).backgroundItem).toBe(true);
    const other = jobOf(DAEMON.replace('/usr/local/bin/server', '/usr/local/bin/other'));
    expect(priceOf({ file: fileOf(path, other.text) }).backgroundItem).toBe(true);
    expect(priceOf({ file: old, loaded: loaded(job, older.dict) }).backgroundItem).toBeUndefined();
  });
});

describe('what is left of services that are gone', () => {
  const gone = recordOf(
    { label: 'org.example.gone', service: 'gone', path: `${TARGET.folder}/org.example.gone.plist` },
    job.text,
  );
  const goneFile = fileOf(gone.path, job.text);
  const plan = (facts: Parameters<typeof observationOf>[1], one = gone) =>
    wholePlan({ declared: [] }, observationOf(gone.label, facts, { record: one })).jobs;

  it('is an orphan with a record of this services.yaml', () => {
    const [orphan, ...more] = plan({
      file: goneFile,
      loaded: loadedAs(gone.label, gone.path, job.dict),
      override: 'disabled',
    });
    expect(more).toEqual([]);
    expect(orphan).toMatchObject({ service: 'gone', state: 'orphan' });
    expect(linesOf(orphan!)).toEqual([
      `keep-copy ${gone.path}`,
      'bootout gui/501/org.example.gone',
      `remove-file ${gone.path}`,
      'clear-override gui/501/org.example.gone',
    ]);
    expect(orphan!.refusal).toBeUndefined();
  });

  it('is refused when it was edited, left out when it is not ours, told when it can not be read', () => {
    expect(plan({ file: fileOf(gone.path, job.text.replace('8080', '1')) })[0]?.refusal?.cause).toMatch(
      /edited by hand/,
    );
    expect(plan({ file: fileOf(gone.path, unmarked(job.dict)) })).toEqual([]);
    expect(plan({})).toEqual([]);
    expect(plan({ file: { ...goneFile, path: gone.path, problem: 'permission denied' } })[0]?.unknown).toContain(
      'permission denied',
    );
  });

  it('is an orphan when only the job is left', () => {
    const [orphan] = plan({ loaded: loadedAs(gone.label, gone.path, job.dict) });
    expect(linesOf(orphan!)).toEqual(['bootout gui/501/org.example.gone']);
    expect(plan({ loaded: loadedAs(gone.label, '/opt/other.plist', job.dict) })).toEqual([]);
  });

  it('is none of another services.yaml, and none where services are named', () => {
    expect(plan({ file: goneFile }, { ...gone, source: '/Users/user/other/services.yaml' })).toEqual([]);
    const named = { declared: [job], only: new Set(['a']) };
    const observation = observationOf(job.label, {}, { record: gone });
    expect(wholePlan(named, observation).jobs.map(({ service }) => service)).toEqual(['a']);
  });
});

describe('notes', () => {
  it('say that there is no domain, what was not read, and what a reboot does', () => {
    const observation = observationOf(
      label,
      {},
      { domain: 'absent', unread: [{ path: '/x', problem: 'permission denied' }] },
    );
    expect(wholePlan({ declared: [job] }, observation).notes).toEqual([
      expect.stringContaining('There is no domain gui/501: nobody is logged in'),
      expect.stringContaining('/x can not be read: permission denied'),
      expect.stringContaining('After a reboot'),
    ]);
  });

  it('name the services.yaml that wrote a file before', () => {
    const plan = planOf(job, { file: old }, { record: { ...oldRecord, source: '/Users/user/b/services.yaml' } });
    expect(plan.notes).toContain('It was written from /Users/user/b/services.yaml last.');
  });
});
