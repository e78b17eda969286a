/** Holds a run of a case against what test/cases/peers.yaml expects of it. */
import { expect } from 'vitest';
import { isMap, isScalar, parseDocument } from 'yaml';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import { type CaseRun, isAboutProgram, isAboutTriggers } from './peers-adapter.ts';
import type { Expectation, Given } from './peers-cases.ts';

const KNOWN = ['plist', 'absent', 'absent_or_false', 'count', 'rejects', 'finding', 'severity', 'result'];

/** Everything but `result`, whose words are checked by hand. */
export function checkExpectation(run: CaseRun, expectation: Expectation): void {
  for (const word of Object.keys(expectation))
    expect(KNOWN, `nothing is known of the expectation ${word}`).toContain(word);
  if (expectation.rejects !== undefined) {
    checkRejected(run, expectation, expectation.rejects);
    return;
  }
  const errors = run.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  expect(errors, `refused:\n${run.text}`).toEqual([]);
  expect(run.files.length).toBeGreaterThan(0);
  for (const { dict } of run.files) checkPlist(dict, expectation);
  for (const topic of expectation.finding ?? []) {
    if (notCheckedHere(topic, run.given) === undefined) checkFinding(run, topic, expectation.severity);
  }
}

/** A key as it is named, else a dotted path; undefined where nothing stands. */
export function valueAt(dict: unknown, path: string): unknown {
  if (typeof dict !== 'object' || dict === null) return undefined;
  const members = dict as Record<string, unknown>;
  if (Object.hasOwn(members, path)) return members[path];
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const [head, rest] = [path.slice(0, dot), path.slice(dot + 1)];
    const found = Object.hasOwn(members, head) ? valueAt(members[head], rest) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The entries of StartCalendarInterval, one dict or an array of them. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into the values by name
export function calendarOf(dict: any): any[] {
  const value = dict.StartCalendarInterval ?? [];
  return Array.isArray(value) ? value : [value];
}

function checkPlist(dict: unknown, expectation: Expectation): void {
  const { plist = {}, absent = [], absent_or_false = [], count } = expectation;
  for (const [path, value] of Object.entries(plist)) expect(valueAt(dict, path), path).toEqual(value);
  for (const path of absent) expect(valueAt(dict, path), path).toBeUndefined();
  for (const path of absent_or_false) expect(valueAt(dict, path) ?? false, path).toBe(false);
  if (count !== undefined) expect(calendarOf(dict)).toHaveLength(count);
}

/**
 * The file is refused, for no other reason than what the case says, at a place it says. Words of the vocabulary that
 * `rejects` names narrow the place down; "both" and "each" ask for an error at every one of them.
 */
function checkRejected(run: CaseRun, expectation: Expectation, rejects: string): void {
  const errors = run.diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors, `not refused:\n${run.text}`).not.toEqual([]);
  expect(run.manifest).toBeUndefined();
  const said = [...run.said.values()].flat();
  // What is missing has no place of its own: it is told of at the service.
  const missing = [
    ...(isAboutProgram(expectation) ? [/has no command/] : []),
    ...(isAboutTriggers(expectation) ? [/nothing ever starts|needs `schedule`/i] : []),
  ];
  if (missing.length > 0) {
    for (const words of missing)
      expect(
        errors.some(({ message }) => words.test(message)),
        `${words}`,
      ).toBe(true);
    return;
  }
  for (const { message, line } of errors) {
    const known = said.some((path) => standsIn(run.text, path, line));
    expect(known, `an error that the case does not ask for, line ${line}: ${message}\n${run.text}`).toBe(true);
  }
  const named = [...run.said].filter(([word, paths]) => isNamed(rejects, word, paths)).flatMap(([, paths]) => paths);
  const places = named.length > 0 ? named : said;
  const hit = places.map((path) => errors.some(({ line }) => standsIn(run.text, path, line)));
  const all = /\b(both|each|all)\b/.test(rejects) && named.length === 0;
  expect(all ? hit.every(Boolean) : hit.some(Boolean), `no error at the place of "${rejects}"`).toBe(true);
}

/** Does the text speak of a word: in the vocabulary, in services.yaml, or in launchd's own spelling? */
function isNamed(text: string, word: string, paths: readonly (readonly string[])[]): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/[-_]/g, '');
  const words = text.split(/[^A-Za-z_-]+/).map(plain);
  return [word.replace(/_seconds$/, ''), ...paths.map((path) => path.at(-1)!)].some((name) =>
    words.includes(plain(name)),
  );
}

/** Does the 1-based `line` of `text` belong to the entry at `path`, its key included? */
export function standsIn(text: string, path: readonly string[], line: number): boolean {
  const parent = parseDocument(text).getIn(path.slice(0, -1), true);
  const root = path.length === 1 ? parseDocument(text).contents : parent;
  const pair = isMap(root)
    ? root.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1))
    : undefined;
  if (!isScalar(pair?.key) || !pair.key.range) return false;
  const source = new SourceText('services.yaml', text);
  const start = pair.key.range[0];
  const end = (pair.value as { range?: [number, number, number] } | null)?.range?.[1] ?? pair.key.range[1];
  const last = source.positionAt(Math.max(start, end - 1)).line;
  return line >= source.positionAt(start).line && line <= last;
}

/** Topics whose rule has another id here. */
const RULES: Readonly<Record<string, string>> = {
  'bool-not-self-closed': 'boolean-not-self-closed',
  'day-and-weekday-are-or': 'calendar-day-and-weekday',
  'exit-timeout-infinite': 'exit-timeout-zero',
  'keepalive-on-timed-job': 'keepalive-with-schedule',
  'launch-only-once-with-keepalive': 'keepalive-with-launch-once',
  'pathstate-not-dict': 'wrong-type',
  'shell-string-command': 'shell-wrapper-without-exec',
  'tcc-protected-path': 'privacy-protected-path',
  'unexpanded-path': 'no-expansion',
  'unknown-key-near-miss': 'unknown-key',
  'username-ignored-in-agent': 'daemon-only-key',
};

/** Rules that reading services.yaml tells of without refusing the file; all others that do not refuse are the linter's. */
const TOLD_BY_MANIFEST = new Set([
  'calendar-month-with-weekday',
  'interval-below-throttle',
  'privacy-protected-path',
  'secret-in-plist',
]);

const CRON_MEANS_EITHER =
  'cron means either one as well and becomes two entries, so nothing of the kind is left to warn of';
const NO_RULE = 'svc has no rule that conditions of KeepAlive are ORed: it is postponed, both reach the plist';

/** Why the finding of a topic is not looked for in a run of `given`; undefined when it is. */
export function notCheckedHere(topic: string, given: Given): string | undefined {
  if (topic === 'keepalive-conditions-are-or') return NO_RULE;
  if (topic === 'day-and-weekday-are-or' && JSON.stringify(given.schedule ?? '').includes('"cron"'))
    return CRON_MEANS_EITHER;
  const rule = RULES[topic] ?? topic;
  if ('raw' in given || 'plist' in given) return `${rule}: render takes \`plist:\` as written, the linter judges it`;
  return TOLD_BY_MANIFEST.has(rule) ? undefined : `${rule}: the linter finds it in the rendered plist`;
}

function checkFinding(run: CaseRun, topic: string, severity: Expectation['severity']): void {
  const rule = RULES[topic] ?? topic;
  const found = run.diagnostics.filter((diagnostic) => diagnostic.rule === rule);
  expect(found, `no finding of ${rule}`).not.toEqual([]);
  if (severity !== undefined) expect(found.map((diagnostic) => diagnostic.severity)).toContain(severity);
}
