/** python3's plistlib as a second opinion: values in a form that both sides can write as JSON without loss. */
import { spawnSync } from 'node:child_process';
import type { PlistNode } from '../../src/plist/node.ts';

/** A kind letter and a value: integers and dates as text, reals as the bytes of a double, dicts as pairs in order. */
export type Typed =
  | readonly ['i' | 'r' | 's' | 'b' | 'd' | 'x' | '?', string]
  | readonly ['a' | 'o', readonly unknown[]];

const PYTHON = `
import base64, datetime, json, plistlib, struct, sys
sys.setrecursionlimit(100000)
epoch = datetime.datetime(1970, 1, 1)

def typed(value, above=()):
    if value is True or value is False: return ['b', str(value).lower()]
    if isinstance(value, int): return ['i', str(value)]
    if isinstance(value, float): return ['r', 'nan' if value != value else struct.pack('>d', value).hex()]
    if isinstance(value, str): return ['s', value]
    if isinstance(value, bytes): return ['x', value.hex()]
    if isinstance(value, datetime.datetime):
        since = value - epoch
        return ['d', str(since.days * 86400 + since.seconds)]
    if id(value) in above: return ['?', 'cycle']
    above += (id(value),)
    if isinstance(value, list): return ['a', [typed(item, above) for item in value]]
    if isinstance(value, dict): return ['o', [[typed(key), typed(item, above)] for key, item in value.items()]]
    return ['?', type(value).__name__]

def read(data):
    try: return typed(plistlib.loads(data, fmt=plistlib.FMT_BINARY))
    except Exception as problem: return ['?', 'refused: ' + type(problem).__name__]
`;

function python(program: string, input: string): string {
  const run = spawnSync('python3', ['-c', PYTHON + program], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (run.status !== 0) throw new Error(`python3 failed: ${run.stderr}`);
  return run.stdout;
}

export const hasPlistlib = spawnSync('python3', ['-c', 'import plistlib']).status === 0;

/** The title of a group of tests that needs plistlib, with the reason when they are skipped. */
export function needsPlistlib(title: string): string {
  return hasPlistlib ? title : `${title} (skipped: no python3 with plistlib)`;
}

/** What plistlib reads from each file; `['?', …]` where it refuses, or gives a kind that is none of ours. */
export function readWithPlistlib(files: readonly Uint8Array[]): Typed[] {
  const program = `
json.dump([read(base64.b64decode(line)) for line in sys.stdin], sys.stdout)
`;
  return JSON.parse(python(program, files.map((file) => `${Buffer.from(file).toString('base64')}\n`).join('')));
}

/** Values as Python writes them, by name: the binary file plistlib makes of each, and the value. */
export function writeWithPlistlib(table: string): { name: string; file: Uint8Array; value: Typed }[] {
  const program = `
names = {'UTC2001': datetime.datetime(2001, 1, 1), 'datetime': datetime.datetime, 'timedelta': datetime.timedelta}
rows = []
for name, value in eval(sys.stdin.read(), names).items():
    data = plistlib.dumps(value, fmt=plistlib.FMT_BINARY, sort_keys=False)
    rows.append([name, base64.b64encode(data).decode(), typed(value)])
json.dump(rows, sys.stdout)
`;
  const rows = JSON.parse(python(program, table)) as [string, string, Typed][];
  return rows.map(([name, file, value]) => ({ name, file: new Uint8Array(Buffer.from(file, 'base64')), value }));
}

/** A node in the same form. */
export function typedNode(node: PlistNode): Typed {
  switch (node.kind) {
    case 'string':
      return ['s', node.value];
    case 'boolean':
      return ['b', String(node.value)];
    case 'integer':
      return ['i', String(node.value)];
    case 'real': {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleBE(node.value);
      return ['r', Number.isNaN(node.value) ? 'nan' : bytes.toString('hex')];
    }
    case 'date':
      return ['d', String(node.value.getTime() / 1000)];
    case 'data':
      return ['x', Buffer.from(node.value).toString('hex')];
    case 'array':
      return ['a', node.items.map(typedNode)];
    case 'dict':
      return ['o', node.entries.map((entry) => [['s', entry.key], typedNode(entry.value)])];
  }
}

/** Does a value hold anything that no property list of ours can, a key that is no string included? */
export function hasForeignPart([kind, value]: Typed): boolean {
  if (kind === '?') return true;
  if (kind === 'a') return (value as Typed[]).some(hasForeignPart);
  if (kind === 'o') return (value as [Typed, Typed][]).some(([key, item]) => key[0] !== 's' || hasForeignPart(item));
  return false;
}
