/** `svc lint --rules`, and the way from a finding to the page of its rule. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/lint/rules/index.ts';
import { folderWith, REPO, svc } from '../support/svc.ts';
import { errorPlist, lintJson } from './lint-jobs.ts';

describe('svc lint --rules', () => {
  it('lists every rule in aligned columns and exits 0', () => {
    const { code, stdout, stderr } = svc(['lint', '--rules'], { cwd: folderWith() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head, ...lines] = stdout.trimEnd().split('\n');
    const [level, strict, group, finds] = ['LEVEL', 'S ', 'GROUP', 'FINDS'].map((title) => head!.indexOf(title));
    const cells = lines.map((line) =>
      [[0, level], [level, strict], [strict, group], [group, finds], [finds]].map(([from, to]) =>
        line.slice(from, to).trim(),
      ),
    );
    expect(cells).toEqual(rules.map((rule) => [rule.id, rule.level, rule.strict ? 'S' : '', rule.group, rule.summary]));
  });

  it.each([[['--json']], [['--format', 'json']]])('as data with %j', (options) => {
    const { code, stdout, stderr } = svc(['lint', '--rules', ...options], { cwd: folderWith() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      rules: rules.map(({ id, level, strict, group, summary }) => {
        return { id, level, strict: strict === true, group, summary, url: `docs/rules/${id}.md` };
      }),
    });
  });

  it('is never taken for a check: a path is refused', () => {
    const cwd = folderWith({ 'x.plist': errorPlist('x') });
    const told = svc(['lint', '--rules', 'exit-timeout-zero=error', 'x.plist'], { cwd });
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toContain('did you mean --rule exit-timeout-zero=error?');
    expect(svc(['lint', '--rules', 'x.plist'], { cwd })).toMatchObject({ code: 2, stdout: '' });
    expect(svc(['lint', '--rules', '--format', 'sarif'], { cwd })).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('the url of a finding', () => {
  it('leads to the page of its rule in JSON, and is not in the other formats', () => {
    const cwd = folderWith({ 'x.plist': errorPlist('x') });
    const { diagnostics } = lintJson(['x.plist'], { cwd });
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const { rule, url } of diagnostics as unknown as { rule: string; url: string }[]) {
      expect(url).toBe(`docs/rules/${rule}.md`);
      expect(existsSync(join(REPO, url))).toBe(true);
    }
    for (const format of ['pretty', 'compact', 'github'])
      expect(svc(['lint', 'x.plist', '--format', format], { cwd }).stdout).not.toContain('docs/rules');
  });

  it('is no helpUri in SARIF as long as it is no absolute URI', () => {
    const { stdout } = svc(['lint', 'x.plist', '--format', 'sarif'], {
      cwd: folderWith({ 'x.plist': errorPlist('x') }),
    });
    for (const { helpUri } of JSON.parse(stdout).runs[0].tool.driver.rules)
      if (helpUri !== undefined) expect(URL.canParse(helpUri)).toBe(true);
  });

  it('stands in what render --json refuses, too', () => {
    const { stdout } = svc(['render', '--json'], { cwd: folderWith({ 'services.yaml': 'version: 2\n' }) });
    for (const { rule, url } of JSON.parse(stdout).diagnostics) expect(url).toBe(`docs/rules/${rule}.md`);
  });
});
