/** What others promise about property lists that exist, held against `svc lint`: test/cases/peers-lint.yaml. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/lint/rules/index.ts';
import { lintJson } from '../cli/lint-jobs.ts';
import { type Given, type PeerCase, readCases, variantsOf } from '../support/peers-cases.ts';
import { hasPython } from '../support/plistlib.ts';
import { PYTHON } from '../support/python.ts';
import { folderWith } from '../support/svc.ts';
import {
  CHECKS,
  DECIDED,
  ELSEWHERE,
  type Finding,
  FOLDER_OF,
  LATER,
  type LintRun,
  RULE_OF,
  ruleOfTopic,
} from './peers-lint-findings.ts';

const cases = readCases(readFileSync(join(import.meta.dirname, 'peers-lint.yaml'), 'utf8'));
const areas = ['lint', 'cli'];

const DUMP = `
import json, plistlib, sys
written = [plistlib.dumps(value, fmt=getattr(plistlib, form)).hex() for value, form in json.load(sys.stdin)]
json.dump(written, sys.stdout)
`;

type Format = 'FMT_XML' | 'FMT_BINARY';
/** By the JSON of a value and a format. */
const written = new Map<string, Buffer>();

/** Has python3's plistlib write property lists, in one process. */
function write(wanted: readonly (readonly [value: unknown, format: Format])[]): void {
  const input = JSON.stringify(wanted);
  const { stdout, status, stderr } = spawnSync(PYTHON, ['-c', DUMP], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`python3: ${stderr}`);
  const texts = JSON.parse(stdout) as string[];
  for (const [n, one] of wanted.entries()) written.set(JSON.stringify(one), Buffer.from(texts[n]!, 'hex'));
}

/** A property list as plistlib writes it: all that the cases hold are written when the first is asked for. */
function plistOf(value: unknown, format: Format = 'FMT_XML'): Buffer {
  const key = JSON.stringify([value, format]);
  if (written.size === 0)
    write(
      cases
        .filter(({ area }) => area === 'lint')
        .flatMap(({ given }) => variants(given).map((one) => [plistValueOf(one.given), 'FMT_XML'])),
    );
  if (!written.has(key)) write([[value, format]]);
  return written.get(key)!;
}

/** The smallest job, for cases that speak of one key or of some text in it. */
const JOB = { Label: 'a.b', ProgramArguments: ['/bin/x'] };
/** What stands for the … of a case. */
const MOMENT = '<key>Hour</key><integer>3</integer><key>Minute</key><integer>0</integer>';

function bytesOf(given: Given): Buffer {
  const bytes = plistOf(plistValueOf(given));
  if (!('plist_text' in given)) return bytes;
  const text = (given.plist_text as string).replaceAll('…', MOMENT).replaceAll('><dict>', '>\n<dict>');
  return Buffer.from(bytes.toString().replace('<dict>\n', `<dict>\n${text}\n`));
}

/** What plistlib is to write for a case. */
function plistValueOf(given: Given): unknown {
  if ('plist_text' in given) return JOB;
  if ('plist_each_program' in given)
    return { ...JOB, ProgramArguments: [given.plist_each_program, '/usr/local/lib/server.js'] };
  return given.plist;
}

function labelOf(given: Given): string {
  return (given.plist as { Label?: string } | undefined)?.Label ?? JOB.Label;
}

/** The findings in a job that lies in `where` (`~` is a home folder) under the name of its label. */
function lint(bytes: Uint8Array, label: string, where = 'checked'): readonly Finding[] {
  const path = `${where.replace('~', 'Users/user')}/${label}.plist`;
  const { diagnostics, stderr } = lintJson([join(folderWith({ [path]: bytes }), path)]);
  expect(stderr).not.toContain('a bug in svc');
  return diagnostics;
}

/** A case for each program, under the name that `bytesOf` knows. */
function variants(given: Given): ReturnType<typeof variantsOf> {
  const { plist_each_program: programs, ...rest } = given;
  if (!programs) return variantsOf(given);
  return (programs as string[]).map((one) => ({
    given: { ...rest, plist_each_program: one },
    value: JSON.stringify(one),
  }));
}

function checkCase({ id, expect: expectation }: PeerCase, run: LintRun): void {
  const wanted = DECIDED[id]?.severity ?? expectation.severity;
  for (const topic of (expectation.finding ?? []).filter((one) => !(one in LATER))) {
    const rule = ruleOfTopic(topic, run);
    const found = run.findings.filter((finding) => finding.rule === rule);
    expect(found, `no finding of ${rule}`).not.toEqual([]);
    if (wanted !== undefined) expect(found.map(({ severity }) => severity)).toContain(wanted);
  }
  if (expectation.result !== undefined) expect(CHECKS, 'prose needs a check by hand').toHaveProperty(id);
  CHECKS[id]?.(run);
}

describe.skipIf(!hasPython)(`peers: lint${hasPython ? '' : ' (skipped: there is no python3 with plistlib)'}`, () => {
  for (const one of cases.filter(({ area }) => area === 'lint')) {
    const { id, intent, given, expect: expectation } = one;
    const topics = expectation.finding ?? [];
    for (const topic of topics.filter((name) => name in LATER))
      it.skip(`${id}: the finding ${topic} (${LATER[topic]})`);
    if (ELSEWHERE[id]) it.skip(`${id}: ${expectation.result ?? expectation.fix} (${ELSEWHERE[id]})`);
    if (topics.every((topic) => topic in LATER)) continue;
    const decided = DECIDED[id] ? ` (${DECIDED[id].severity}: ${DECIDED[id].why})` : '';
    for (const { given: variant, value } of variants(given)) {
      it(`${id}: ${intent}${decided}${value === undefined ? '' : ` (${value})`}`, () => {
        const bytes = bytesOf(variant);
        const folder = (given.where as string | undefined) ?? FOLDER_OF[id];
        const findings = lint(bytes, labelOf(variant), folder);
        checkCase(one, { id, text: bytes.toString(), findings, ...(value !== undefined && { value }) });
      });
    }
  }
});

describe.skipIf(!hasPython)('peers: cli', () => {
  // One job with something wrong in the program, the life cycle, the keys and the calendar.
  const job = {
    ...JOB,
    ProgramArguments: ['~/bin/x', 'y'],
    KeepAlive: true,
    ExitTimeOut: 0,
    Umask: 22,
    StartCalendarInterval: [{ Hour: 3 }, { Hour: 30, Minute: 1 }],
    TimeoutSeconds: 4,
    StandardErrorPath: '/usr/local/var/log/x.log',
  };
  const inShort = ({ severity, rule, key, message, help }: Finding) => ({ severity, rule, key, message, help });
  const sorted = (findings: readonly Finding[]) => findings.map((one) => JSON.stringify(inShort(one))).sort();

  it('li-15-binary: A binary plist lints like XML', () => {
    const xml = lint(plistOf(job), JOB.Label);
    const binary = lint(plistOf(job, 'FMT_BINARY'), JOB.Label);
    expect(binary.length).toBeGreaterThanOrEqual(6);
    expect(sorted(binary)).toEqual(sorted(xml));
    expect(binary.map(({ line, column }) => `${line}:${column}`)).toEqual(binary.map(() => '1:1'));
    expect(new Set(binary.map(({ key }) => key)).has(undefined), 'each has a key path').toBe(false);
    expect(new Set(xml.map(({ line }) => line)).size).toBeGreaterThanOrEqual(6);
  });
});

describe('peers: the cases on lint', () => {
  it('have an id of their own and an area that is tested here', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    for (const { id, area } of cases) expect(areas, id).toContain(area);
    expect(cases.filter(({ area }) => area === 'cli').map(({ id }) => id)).toEqual(['li-15-binary']);
  });

  it('every check and decision belongs to a case, every topic to a rule that is there, or is not there yet', () => {
    const ids = cases.map(({ id }) => id);
    for (const id of Object.keys({ ...CHECKS, ...DECIDED, ...ELSEWHERE, ...FOLDER_OF })) expect(ids).toContain(id);
    const topics = new Set(cases.flatMap(({ expect: { finding } }) => finding ?? []));
    for (const topic of Object.keys({ ...RULE_OF, ...LATER })) expect(topics).toContain(topic);
    const known = rules.map(({ id }) => id);
    for (const topic of topics) {
      const rule = RULE_OF[topic] ?? topic;
      expect(known.includes(rule), `${rule} is ${topic in LATER ? 'no longer to come: run its case' : 'no rule'}`).toBe(
        !(topic in LATER),
      );
    }
  });

  const folder = process.env.SVC_SHARED;
  it.skipIf(!folder)(`are all there, unchanged${folder ? '' : ' (skipped: SVC_SHARED is not set)'}`, () => {
    const shared = readCases(readFileSync(join(folder!, 'cases/peers.yaml'), 'utf8'));
    expect(cases).toEqual(shared.filter(({ area }) => areas.includes(area)));
  });
});
