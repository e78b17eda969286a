/** What is fuzzed: bytes in, and what must hold for any bytes whatever. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { compileService } from '../../src/compile/compile-service.ts';
import { parsePrintedService } from '../../src/launchd/printed-service.ts';
import { fixPlist } from '../../src/lint/fix-file.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/settings.ts';
import { plainValueOf } from '../../src/plist/node.ts';
import { readPlist } from '../../src/plist/read.ts';
import { isSameValue } from '../../src/plist/same-value.ts';
import type { PlistDict } from '../../src/plist/value.ts';
import { writePlist } from '../../src/plist/write.ts';
import { renderPlist } from '../../src/render/render-plist.ts';
import { jobWith, lint } from '../lint/lint-text.ts';
import { writeBinary } from '../plist/binary-plist-writer.ts';
import { mutated } from '../plist/read-xml-mutations.ts';
import { SAMPLES } from '../plist/read-xml-samples.ts';
import { parsers, samples } from '../support/launchctl-samples.ts';
import { read } from '../support/manifest.ts';
import { REPO } from '../support/svc.ts';

export interface FuzzTarget {
  readonly name: string;
  readonly input: fc.Arbitrary<Uint8Array>;
  /** Throws where something does not hold. */
  check(bytes: Uint8Array): void;
}

/** Milliseconds that small inputs may take, far more than they do. */
const MOST_MS = 3_000;

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** Bytes with pieces cut out and others put in. */
function spliced(seeds: readonly Uint8Array[], pieces: readonly string[]): fc.Arbitrary<Uint8Array> {
  const put = fc.oneof(
    fc.constantFrom('', ...pieces).map(encode),
    fc.uint8Array({ maxLength: 8 }),
    fc.string({ unit: 'binary', maxLength: 8 }).map(encode),
  );
  const edit = fc.record({ at: fc.nat(1 << 16), cut: fc.nat(12), put });
  return fc.tuple(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 8 })).map(([seed, edits]) =>
    edits.reduce((bytes, { at, cut, put: piece }) => {
      const place = at % (bytes.length + 1);
      return Uint8Array.from([...bytes.subarray(0, place), ...piece, ...bytes.subarray(place + cut)]);
    }, seed),
  );
}

/** What holds for every property list: places within the text, and what was taken is written and read again. */
function checkPlist(bytes: Uint8Array): void {
  const { root, text, errors, notes } = readPlist(bytes);
  for (const { start, end, message } of [...errors, ...notes]) {
    must(start <= end && end <= (text?.length ?? 0), `a finding at ${start} to ${end}`);
    must(message !== '', 'a finding without words');
  }
  must(root !== undefined || errors.length > 0, 'neither a value nor an error');
  if (!root || errors.length > 0) return;
  const value = plainValueOf(root);
  const written = writable(() => writePlist(value as PlistDict));
  if (written === undefined) return;
  const again = readPlist(encode(written));
  must(again.root !== undefined && again.errors.length === 0, 'what is written can not be read');
  must(isSameValue(plainValueOf(again.root!), value), 'written and read again it is another value');
}

/** What a writer gives; undefined where it refuses the value in words, as one that XML can not hold. */
function writable(write: () => string): string | undefined {
  try {
    return write();
  } catch (error) {
    if ((error as Error).name === 'PlistValueError') return undefined;
    throw error;
  }
}

function checkManifest(bytes: Uint8Array): void {
  const text = decode(bytes);
  const { manifest, diagnostics } = read(text);
  must(manifest !== undefined || diagnostics.length > 0, 'refused without a word');
  for (const { line, column, message } of diagnostics)
    must(line > 0 && column > 0 && message !== '', 'no place or words');
  for (const service of manifest?.services ?? []) {
    const rendered = writable(() => renderPlist(compileService(service)));
    if (rendered === undefined) continue;
    must(readPlist(encode(rendered)).errors.length === 0, 'what is rendered can not be read');
  }
}

function checkAnswers(bytes: Uint8Array): void {
  const text = decode(bytes);
  for (const parse of parsers) parse(text);
  const { pid, runs, path, ...rest } = parsePrintedService(text);
  for (const number of [pid, runs])
    must(number === undefined || (Number.isSafeInteger(number) && number >= 0), 'no count');
  must(path?.startsWith('/') ?? true, 'a path that is none');
  for (const value of Object.values(rest)) must(!/[\0\r\u001b]/.test(String(value)), 'a control character');
}

function checkFix(bytes: Uint8Array): void {
  const fixed = fixPlist('LaunchAgents/server.plist', bytes, DEFAULT_SETTINGS);
  if (fixed.fixed === 0) {
    must(fixed.bytes === bytes, 'changed without a fix');
    return;
  }
  const [before, after] = [bytes, fixed.bytes].map(
    (each) => lint(each, { path: 'LaunchAgents/server.plist' }).diagnostics,
  );
  must(after!.length <= before!.length, `${before!.length} findings before, ${after!.length} after`);
  must(
    fixPlist('LaunchAgents/server.plist', fixed.bytes, DEFAULT_SETTINGS).fixed === 0,
    'a second time there is more to fix',
  );
}

const XML = SAMPLES.map((text) => encode(text));
const BINARY = SAMPLES.flatMap((text) => {
  const { root, errors } = readPlist(encode(text));
  return root && errors.length === 0 ? [writeBinary(root)] : [];
});
const YAML = [
  readFileSync(join(REPO, 'services.yaml')),
  ...readdirSync(join(REPO, 'templates')).map((name) => readFileSync(join(REPO, 'templates', name))),
].map((bytes) => new Uint8Array(bytes));
const FIXABLE = [
  jobWith('<key>KeepAlive</key><true></true>', '<key>runatload</key><string>true</string>'),
  jobWith('<key>ThrottleInterval</key><string>30</string>', '<key>Nice</key><string>5</string>'),
  jobWith(
    '<key>EnvironmentVariables</key><dict><key>A</key><integer>1</integer></dict>',
    '<key>StartIntervall</key><integer>60</integer>',
  ),
  jobWith('<!-- svc-disable-next-line exit-timeout-zero: why -->', '<key>LaunchOnlyOnce</key><false ></false>'),
].map(encode);
const TAGS = [
  '<key>',
  '</key>',
  '<true/>',
  '<true></true>',
  '<string>',
  '</string>',
  '<dict>',
  '</dict>',
  '<integer>0</integer>',
  '<!--',
  '-->',
  '\r\n',
];
const YAML_PIECES = [
  ': ',
  '- ',
  '\n',
  '  ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '&a ',
  '*a',
  '!!str ',
  '|\n',
  '>\n',
  '# ',
  '${',
  '}',
  '~',
  '5m',
  '__proto__',
  '\t',
  '<<: ',
];
const PRINTED = ['\n', '\t', '}', '{', ' = ', ' => ', '"', '\0', '\r', '\u001b['];

export const TARGETS: readonly FuzzTarget[] = [
  { name: 'plist-xml', input: mutated(SAMPLES).map(encode), check: checkPlist },
  { name: 'plist-binary', input: spliced([...BINARY, ...XML.slice(0, 2)], ['bplist00']), check: checkPlist },
  { name: 'manifest', input: spliced(YAML, YAML_PIECES), check: checkManifest },
  { name: 'launchctl', input: spliced(samples.map(encode), PRINTED), check: checkAnswers },
  { name: 'fix', input: spliced(FIXABLE, TAGS), check: checkFix },
];

/** Where inputs that broke something are kept, a folder for each target; `fixtures.test.ts` tries them all again. */
export const FIXTURES = join(REPO, 'test/fixtures/fuzz');

/** Checks one input, and that it takes no time to speak of. */
export function tryInput(target: FuzzTarget, bytes: Uint8Array): void {
  const start = performance.now();
  target.check(bytes);
  const ms = Math.round(performance.now() - start);
  must(ms < MOST_MS, `it took ${ms} ms for ${bytes.length} bytes`);
}
