/** Held against the simplest index there could be: a map of texts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelIndex, type OtherJob } from '../../src/lint/label-index.ts';

class Plain {
  readonly #seen = new Map<string, { path: string; line: number; digest: unknown }>();

  add(kind: string, name: string, path: string, line: number, digest: unknown): OtherJob | undefined {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const key = JSON.stringify([kind, folder.replace(/(^|\/)Launch(?:Agents|Daemons)\/$/, '$1Launch*/'), name]);
    const before = this.#seen.get(key);
    if (!before) this.#seen.set(key, { path, line, digest });
    if (!before || before.digest === digest) return undefined;
    const sameFolder = before.path.slice(0, before.path.lastIndexOf('/') + 1) === folder;
    return { path: before.path, line: before.line, sameFolder };
  }
}

const folder = fc.constantFrom('', 'a/', '/Library/LaunchAgents/', '/Library/LaunchDaemons/', 'x/LaunchAgents/', '/');
const use = fc.record({
  isLog: fc.boolean(),
  name: fc.integer({ min: 0, max: 300 }).map((n) => `com.example.${n}`),
  path: fc.tuple(folder, fc.integer({ min: 0, max: 40 })).map(([where, n]) => `${where}${n}.plist`),
  line: fc.integer({ min: 1, max: 1_000_000 }),
  digest: fc.integer({ min: 0, max: 3 }),
});

describe('the index of labels and logs', () => {
  it('answers as a map of texts does, however many there are', () => {
    fc.assert(
      fc.property(fc.array(use, { maxLength: 600, size: 'max' }), (uses) => {
        const index = new LabelIndex();
        const plain = new Plain();
        for (const { isLog, name, path, line, digest } of uses) {
          const label = `job ${digest}`;
          const found = isLog ? index.addLog(name, label, path, line) : index.add(name, path, line, digest);
          expect(found).toEqual(plain.add(isLog ? 'log' : 'label', name, path, line, isLog ? label : digest));
        }
      }),
    );
  });

  it('tells texts apart that differ in little, of whatever characters and length', () => {
    const unit = fc.constantFrom('a', 'b', '0', '\0', '\u007f', 'é', '猫', '😀', '\ud800', '\udc00');
    const length = fc.oneof(fc.nat(12), fc.integer({ min: 505, max: 520 }));
    const tail = fc.array(unit, { maxLength: 9 }).map((units) => units.join(''));
    const name = fc.tuple(length, unit, tail).map(([count, each, end]) => each.repeat(count) + end);
    fc.assert(
      fc.property(fc.array(name, { maxLength: 200, size: 'max' }), (names) => {
        const index = new LabelIndex();
        const plain = new Plain();
        for (const [i, each] of names.entries()) {
          expect(index.add(each, 'f', i + 1, i)).toEqual(plain.add('label', each, 'f', i + 1, i));
          expect(index.addLog(each, `${i}`, 'f', i + 1)).toEqual(plain.add('log', each, 'f', i + 1, `${i}`));
        }
      }),
    );
  });

  it('holds a hundred thousand', () => {
    const index = new LabelIndex();
    for (let i = 0; i < 100_000; i++) expect(index.add(`com.example.${i}`, `f/${i}.plist`, i, 1)).toBeUndefined();
    expect(index.add('com.example.77777', 'f/other.plist', 1, 2)).toEqual({
      path: 'f/77777.plist',
      line: 77_777,
      sameFolder: true,
    });
  });
});
