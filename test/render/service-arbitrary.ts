/** Random valid services: what is written in services.yaml, and the plist it must become. */
import fc from 'fast-check';
import { childKeys, type FieldForm, fieldRows } from '../../src/launchd/keys.ts';
import { lowerCamel, PROCESS_TYPES } from '../../src/manifest/schema.ts';
import type { PlistValue } from '../../src/plist/value.ts';
import { mapOf, plistValue } from './plist-arbitrary.ts';
import { expandedText, oddName, type Pair, path, programPath } from './text-arbitrary.ts';

type Domain = 'gui' | 'user' | 'system';
/** A field as it is written, and the keys of the plist it must become. */
export interface FieldPair {
  readonly written: unknown;
  readonly keys: Readonly<Record<string, PlistValue>>;
}
type Field = (key: string, domain: Domain) => fc.Arbitrary<FieldPair>;

const one =
  (value: fc.Arbitrary<Pair<PlistValue>>): Field =>
  (key) =>
    value.map(({ written, meant }) => ({ written, keys: { [key]: meant } }));
const same = (value: fc.Arbitrary<PlistValue>) => one(value.map((meant) => ({ written: meant, meant })));
const fixed = (...choices: [unknown, PlistValue][]) =>
  one(fc.constantFrom(...choices).map(([written, meant]) => ({ written, meant })));
const listOf = (item: fc.Arbitrary<Pair<string>>) =>
  one(
    fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => ({
      written: items.map(({ written }) => written),
      meant: items.map(({ meant }) => meant),
    })),
  );
const named = <T>(name: fc.Arbitrary<string>, value: fc.Arbitrary<Pair<T>>) =>
  fc
    .uniqueArray(fc.tuple(name, value), { minLength: 1, maxLength: 3, selector: ([key]) => key })
    .map((entries) => mapOf(entries));

const command = fc
  .tuple(programPath, fc.array(expandedText, { maxLength: 4 }))
  .map(([program, args]): Pair<string[]> => {
    // A shell reads none of what follows its text, so any text at all is allowed there.
    const shell = ['/bin/sh', '-c', 'exec "$@"', 'sh'];
    return {
      written: [...shell, program.written, ...args.map(({ written }) => written)],
      meant: [...shell, program.meant, ...args.map(({ meant }) => meant)],
    };
  });

const flagPair = fc.boolean().map((value): Pair<PlistValue> => ({ written: value, meant: value }));
const label = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,30}$/)
  .map((name): Pair<PlistValue> => ({ written: name, meant: name }));

const keepAlive = fc.oneof(
  fc.constantFrom<Pair<PlistValue>>(
    { written: false, meant: false },
    { written: 'on-failure', meant: { SuccessfulExit: false } },
  ),
  flagPair.map(
    (crashed): Pair<PlistValue> => ({
      written: { crashed: crashed.written, otherJobEnabled: { 'Com.Example.b': true } },
      meant: { Crashed: crashed.meant, OtherJobEnabled: { 'Com.Example.b': true } },
    }),
  ),
  fc.tuple(path, flagPair).map(
    ([where, state]): Pair<PlistValue> => ({
      written: { pathState: { [String(where.written)]: state.written } },
      meant: { PathState: { [where.meant]: state.meant } },
    }),
  ),
);

const limitNames = childKeys(['SoftResourceLimits']).map((row) => row.path.at(-1)!);
const limits: Field = () =>
  fc
    .tuple(fc.constantFrom(...limitNames), fc.nat(), fc.nat(), fc.constantFrom('both', 'soft', 'hard', 'map'))
    .map(([name, a, b, how]) => {
      const field = lowerCamel(name);
      const [soft, hard] = a < b ? [a, b] : [b, a];
      if (how === 'both')
        return {
          written: { [field]: a },
          keys: { SoftResourceLimits: { [name]: a }, HardResourceLimits: { [name]: a } },
        };
      if (how === 'soft') return { written: { [field]: { soft } }, keys: { SoftResourceLimits: { [name]: soft } } };
      if (how === 'hard') return { written: { [field]: { hard } }, keys: { HardResourceLimits: { [name]: hard } } };
      return {
        written: { [field]: { soft, hard } },
        keys: { SoftResourceLimits: { [name]: soft }, HardResourceLimits: { [name]: hard } },
      };
    });

const socket = fc
  .tuple(fc.integer({ min: 1, max: 65_535 }), path, fc.boolean())
  .map(([port, where, unix]): Pair<PlistValue> => {
    if (unix)
      return {
        written: { sockPathName: where.written, sockPathMode: 384 },
        meant: { SockPathName: where.meant, SockPathMode: 384 },
      };
    const written = { sockServiceName: port, sockNodeName: '127.0.0.1', sockFamily: 'IPv4', bonjour: ['x'] };
    return { written, meant: { SockServiceName: port, SockNodeName: '127.0.0.1', SockFamily: 'IPv4', Bonjour: ['x'] } };
  });

const logs: Field = () =>
  fc.tuple(path, path, fc.boolean()).map(([out, err, folder]) =>
    folder
      ? {
          written: out.written,
          keys: { StandardOutPath: `${out.meant}/a-stdout.log`, StandardErrorPath: `${out.meant}/a-stderr.log` },
        }
      : {
          written: { stdout: out.written, stderr: err.written },
          keys: { StandardOutPath: out.meant, StandardErrorPath: err.meant },
        },
  );

const SESSION: Record<Domain, string> = { gui: 'Aqua', user: 'Background', system: 'System' };
const environmentValue = fc.oneof(
  expandedText,
  fc.constantFrom(1, true, 0.5).map((value): Pair<string> => ({ written: value, meant: String(value) })),
);

/** One arbitrary for each form of field; a new form does not compile until it is here. */
const FORMS: Record<FieldForm, Field> = {
  boolean: same(fc.boolean()),
  integer: same(fc.nat()),
  nice: (key, domain) => same(fc.integer({ min: domain === 'system' ? -20 : 0, max: 19 }))(key, domain),
  string: one(expandedText.filter(({ written }) => written !== '')),
  name: one(label),
  path: one(path),
  paths: listOf(path),
  strings: listOf(expandedText.filter(({ written }) => written !== '')),
  duration: fixed([10, 10], ['90', 90], ['90s', 90], ['5m', 300], ['1h30m', 5400], ['1d', 86_400]),
  command: one(command),
  environment: one(named(oddName, environmentValue)),
  'keep-alive': one(keepAlive),
  schedule: fixed(
    ['07:55', { Hour: 7, Minute: 55 }],
    [
      ['07:55', 'sunday 22:00'],
      [
        { Hour: 7, Minute: 55 },
        { Weekday: 0, Hour: 22, Minute: 0 },
      ],
    ],
    [{ minute: 5 }, { Minute: 5 }],
  ),
  'process-type': fixed(
    ...PROCESS_TYPES.map((name): [unknown, PlistValue] => [name, name[0]!.toUpperCase() + name.slice(1)]),
  ),
  umask: same(fc.integer({ min: 0, max: 0o777 })),
  limits,
  sockets: one(named(oddName, socket)),
  'mach-services': one(
    named(
      oddName,
      fc.constantFrom<Pair<PlistValue>>(
        { written: true, meant: true },
        { written: { ResetAtClose: true }, meant: { ResetAtClose: true } },
      ),
    ),
  ),
  'launch-events': one(named(oddName, named(oddName, named(oddName, plistValue) as fc.Arbitrary<Pair<PlistValue>>))),
  sessions: (key, domain) =>
    fixed(
      [[SESSION[domain]], SESSION[domain]],
      [
        [SESSION[domain], 'StandardIO'],
        [SESSION[domain], 'StandardIO'],
      ],
    )(key, domain),
  hardware: one(
    fc.constant({ written: { 'hw.model': ['Mac14,2', 5, true] }, meant: { 'hw.model': ['Mac14,2', 5, true] } }),
  ),
  'log-path': logs,
};
const DAEMON_ONLY = new Set(['user', 'group', 'initGroups', 'rootDirectory']);

/** Umask is a quoted octal text. */
function asWritten(form: FieldForm, pair: FieldPair): FieldPair {
  return form === 'umask' ? { ...pair, written: Number(pair.written).toString(8).padStart(3, '0') } : pair;
}

export interface RandomService {
  readonly domain: Domain;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The dict it must become. */
  readonly meant: Readonly<Record<string, PlistValue>>;
}

const description = oddName.filter((text) => text.trim() !== '');

/** A service named `a` of namespace org.example, home /Users/user, with `root` and `deep` among the variables. */
export const randomService: fc.Arbitrary<RandomService> = fc
  .constantFrom<Domain>('gui', 'user', 'system')
  .chain((domain) => {
    const rows = fieldRows().filter(
      ({ field }) => field!.name !== 'command' && (domain === 'system' || !DAEMON_ONLY.has(field!.name)),
    );
    const optional = Object.fromEntries(
      rows.map((row) => [
        row.field!.name,
        fc.option(
          FORMS[row.field!.form](row.path[0]!, domain).map((pair) => asWritten(row.field!.form, pair)),
          { freq: 1, nil: undefined },
        ),
      ]),
    );
    return fc
      .record({
        fields: fc.record(optional),
        command: FORMS.command('ProgramArguments', domain),
        description: fc.option(description, { nil: undefined }),
        drain: fc.boolean(),
        plist: fc.uniqueArray(
          fc.tuple(
            oddName.filter((name) => name !== 'Label'),
            plistValue,
          ),
          { maxLength: 4, selector: ([name]) => name },
        ),
      })
      .map(({ fields, command, description: about, drain, plist }) => {
        const said = Object.entries({ ...fields, command }).filter(
          (entry): entry is [string, FieldPair] => entry[1] !== undefined,
        );
        const own = mapOf(plist);
        const written: Record<string, unknown> = Object.fromEntries(said.map(([name, pair]) => [name, pair.written]));
        if (said.every(([name]) => name !== 'every')) written.every = 60;
        if (about !== undefined) written.description = about;
        if (drain) Object.assign(written, { drain: 5, exitTimeout: '30s' });
        if (plist.length > 0) written.plist = own.written;
        const meant: Record<string, PlistValue> = { Label: 'org.example.a', StartInterval: 60 };
        if (domain === 'user') meant.LimitLoadToSessionType = 'Background';
        for (const [, pair] of said) Object.assign(meant, pair.keys);
        if (drain) meant.ExitTimeOut = 30;
        return { domain, fields: written, meant: { ...meant, ...own.meant } };
      });
  });
