/** XML property lists as python3's plistlib reads them, in one process for many files. */
import { spawnSync } from 'node:child_process';
import { hasForeignPart, type Typed } from './plistlib.ts';

const PYTHON = `
import base64, datetime, json, plistlib, struct, sys, warnings
warnings.simplefilter('ignore')
epoch = datetime.datetime(1970, 1, 1)

def typed(value):
    if value is True or value is False: return ['b', str(value).lower()]
    if isinstance(value, int): return ['i', str(value)]
    if isinstance(value, float): return ['r', 'nan' if value != value else struct.pack('>d', value).hex()]
    if isinstance(value, str): return ['s', value]
    if isinstance(value, bytes): return ['x', value.hex()]
    if isinstance(value, datetime.datetime):
        since = value - epoch
        return ['d', str(since.days * 86400 + since.seconds)]
    if isinstance(value, list): return ['a', [typed(item) for item in value]]
    if isinstance(value, dict): return ['o', [[typed(key), typed(item)] for key, item in value.items()]]
    return ['?', type(value).__name__]

def read(data):
    try: return typed(plistlib.loads(data, fmt=plistlib.FMT_XML))
    except Exception as problem: return ['?', str(problem)]

json.dump([read(base64.b64decode(line)) for line in sys.stdin], sys.stdout)
`;

/** What plistlib reads from each file, in the form of `canonical`; undefined where it refuses. */
export function readXmlWithPlistlib(files: readonly Uint8Array[]): (Typed | undefined)[] {
  const input = files.map((file) => `${Buffer.from(file).toString('base64')}\n`).join('');
  const run = spawnSync('python3', ['-c', PYTHON], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (run.status !== 0) throw new Error(`python3 failed: ${run.stderr}`);
  const values = JSON.parse(run.stdout) as Typed[];
  return values.map((value) => (hasForeignPart(value) ? undefined : canonical(value)));
}

/**
 * A typed value with dicts in one order and without what does not count: repeated keys but the last, and the
 * difference between line ends, which XML parsers take away and Apple's reader keeps.
 */
export function canonical([kind, value]: Typed): Typed {
  if (kind === 'a') return ['a', (value as Typed[]).map(canonical)];
  if (kind === 's') return ['s', (value as string).replace(/\r\n?/g, '\n')];
  if (kind !== 'o') return [kind, value as string];
  const last = new Map<string, Typed>();
  for (const [key, item] of value as [Typed, Typed][]) last.set(canonical(key)[1] as string, canonical(item));
  return ['o', [...last].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [['s', key], item])];
}
