/** `svc lint`: what is found in file after file comes whole and in order, however much one of them has. */
import { describe, expect, it } from 'vitest';
import { folderWith, svc } from '../support/svc.ts';
import { errorPlist, jobPlist } from './lint-jobs.ts';

/** A job with many findings in lines of characters that take up to four bytes. */
const long = (label: string, words: string) =>
  jobPlist(label, `\t<key>EnvironmentVariables</key>\n\t<dict>\n${variables(words)}\t</dict>\n`);

function variables(words: string): string {
  let text = '';
  for (let i = 0; i < 90; i++) text += `\t\t<key>V${i}</key>\n\t\t<string>~/${words}${i}</string>\n`;
  return text;
}

describe('a report', () => {
  it('of a folder is those of its files, one after the other', () => {
    const folder = folderWith({
      'a.plist': errorPlist('a'),
      'b.plist': long('b', '索引😀'.repeat(30)),
      'c.plist': errorPlist('c'),
      'd.plist': long('d', 'path/'.repeat(5)),
      'e.plist': long('e', 'é'),
      'f.plist': errorPlist('f'),
    });
    const whole = svc(['lint', folder], { cwd: '/' });
    const parts = [...'abcdef'].map((name) => svc(['lint', `${folder}/${name}.plist`], { cwd: '/' }));
    expect(whole.stdout).toBe(parts.map(({ stdout }) => stdout).join(''));
    expect(parts[1]!.stdout.length).toBeGreaterThan(11_000);
    expect(whole.code).toBe(1);
    expect(whole.stderr).toMatch(/^svc: 6 files checked: /);
  });
});
