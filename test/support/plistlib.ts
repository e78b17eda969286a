/** python3's plistlib as a second opinion on property lists. */
import { spawnSync } from 'node:child_process';

const SCRIPT = `
import datetime, json, plistlib, sys
def typed(v):
    if isinstance(v, bool): return v
    if isinstance(v, int): return {"integer": str(v)} if abs(v) > 2**53 - 1 else v
    if isinstance(v, float): return {"real": repr(v)}
    if isinstance(v, bytes): return {"data": v.hex()}
    if isinstance(v, datetime.datetime): return {"date": v.strftime("%Y-%m-%dT%H:%M:%SZ")}
    if isinstance(v, list): return [typed(x) for x in v]
    if isinstance(v, dict): return {k: typed(x) for k, x in v.items()}
    return v
out = []
for text in json.load(sys.stdin):
    try: out.append({"value": typed(plistlib.loads(text.encode("utf-8")))})
    except Exception as e: out.append({"error": str(e)})
json.dump(out, sys.stdout)
`;

export const hasPython = spawnSync('python3', ['-c', 'import plistlib']).status === 0;

/** Values of XML property lists, in one python process. Integers are numbers; reals, data, dates are small objects. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into the values by name
export function plistlibRead(texts: readonly string[]): any[] {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', SCRIPT], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 1024 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`python3: ${stderr}`);
  return (JSON.parse(stdout) as { value?: unknown; error?: string }[]).map((one) => {
    if (one.error !== undefined) throw new Error(`plistlib refuses it: ${one.error}`);
    return one.value;
  });
}
