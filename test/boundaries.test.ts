/** The house keeps to its plan: docs/architecture.md says who may import whom, and this reads it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

interface Room {
  readonly name: string;
  readonly imports: ReadonlySet<string>;
  readonly pure: boolean;
}

function roomsOfPlan(): Room[] {
  const plan = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  return [...plan.matchAll(/^\| `([\w.]+)` \|[^|]*\|([^|]*)\| (yes|no) \|$/gm)].map(([, name, imports, pure]) => ({
    name: name!,
    imports: new Set(
      imports!
        .replace(/\([^)]*\)/g, '')
        .split(',')
        .map((room) => room.trim()),
    ),
    pure: pure === 'yes',
  }));
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const roomOf = (file: string) => file.split('/')[0]!;
const rooms = new Map(roomsOfPlan().map((room) => [room.name, room]));

/** Names that a specifier in `file` refers to: rooms of ours, packages, `node:` modules. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const specifiers = [
    ...text.matchAll(
      /(?:^|\s)(?:import|export)[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|^import\s+['"]([^'"]+)['"]/gm,
    ),
  ];
  return specifiers.map(([, from, dynamic, bare]) => {
    const specifier = (from ?? dynamic ?? bare)!;
    if (!specifier.startsWith('.')) return specifier.replace(/^(zod)\/.*/, '$1');
    return roomOf(join(file, '..', specifier));
  });
}

describe('the rooms of docs/architecture.md', () => {
  it('lists every room of src, and no other', () => {
    expect([...rooms.keys()].sort()).toEqual([...new Set(files.map(roomOf))].sort());
  });

  it.each(files)('%s imports what its room may', (file) => {
    const room = rooms.get(roomOf(file))!;
    const forbidden = importsOf(file).filter((name) => {
      if (name === room.name) return false;
      if (name === 'node:fs' || name === 'node:child_process') return room.name !== 'system' && room.name !== 'testing';
      if (name.startsWith('node:')) return room.pure;
      return !room.imports.has(name);
    });
    expect(forbidden).toEqual([]);
  });

  it('lets nothing but the tests and users of the stand-in import it', () => {
    expect(files.filter((file) => roomOf(file) !== 'testing' && importsOf(file).includes('testing'))).toEqual([]);
  });

  it.each(files.filter((file) => rooms.get(roomOf(file))?.pure))('%s touches neither machine nor clock', (file) => {
    const code = readFileSync(join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(
      code.match(/\bprocess\.|\bconsole\.|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\./g),
    ).toBeNull();
  });

  it.each(files)('%s stays readable: at most 400 lines', (file) => {
    expect(readFileSync(join(SRC, file), 'utf8').split('\n').length).toBeLessThanOrEqual(401);
  });
});
