/** zod's issues to findings: each at its node, worded for the person who wrote the file. */
import type * as z from 'zod/mini';
import type { Finding } from '../diagnostics/diagnostic.ts';
import { keyByAnyCase } from '../launchd/keys.ts';
import { nearest } from '../launchd/nearest.ts';
import { quoted } from '../launchd/quoted.ts';
import { helpForMissing, helpForValue } from './field-help.ts';
import { describe, keySpanAt, nodeAt, type PathStep, plainOf, type YamlNode } from './yaml-node.ts';

/** A finding and the place in the tree it belongs to. */
export interface SchemaProblem extends Pick<Finding, 'message'> {
  /** What to write instead. */
  readonly help: string;
  readonly path: readonly PathStep[];
  readonly start: number;
  readonly end: number;
}

interface Issue {
  readonly code: string;
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** Checks `root` against `schema` and gives every problem at once, in the order of the schema. */
export function checkShape(root: YamlNode, schema: z.ZodMiniType): SchemaProblem[] {
  const result = schema.safeParse(plainOf(root));
  if (result.success) return [];
  const problems: SchemaProblem[] = [];
  for (const issue of result.error.issues as readonly Issue[]) collect(issue, [], root, schema, problems);
  return problems;
}

/** Schedules are judged by parseSchedule, with better words and exact places; the schema outlines them for editors. */
function isInSchedule(path: readonly PropertyKey[]): boolean {
  const field = path[0] === 'services' ? 2 : path[0] === 'defaults' ? 1 : 0;
  return path[field] === 'schedule';
}

function collect(
  issue: Issue,
  above: readonly PathStep[],
  root: YamlNode,
  schema: z.ZodMiniType,
  out: SchemaProblem[],
): void {
  const path = [...above, ...(issue.path as PathStep[])];
  if (isInSchedule(path)) return;
  if (issue.code === 'unrecognized_keys') {
    const allowed = allowedKeys(schema, path);
    for (const key of issue.keys ?? []) out.push(unknownField(root, [...path, key], allowed));
    return;
  }
  if (issue.code === 'invalid_union') {
    // A branch whose complaint lies deeper had the right outline: its words are the useful ones.
    const branch = issue.errors?.find((errors) => errors.length > 0 && errors.every((error) => reaches(error)));
    if (branch) {
      for (const error of branch) collect(error, path, root, schema, out);
      return;
    }
  }
  if (issue.code === 'invalid_key') {
    const { start, end } = keySpanAt(root, path);
    const message = `${quoted(String(path.at(-1)))} can not be a name here: letters, digits and . _ @ + - only, beginning with a letter or digit.`;
    out.push({ path, start, end, message, help: helpForName(String(path.at(-1))) });
    // zod does not look at what stands under such a key, and whoever reads it goes by its form.
    const value = plainOf(nodeAt(root, path));
    for (const below of schemasAt(schema, path).flatMap((each) => each.safeParse(value).error?.issues ?? []))
      collect(below as Issue, path, root, schema, out);
    return;
  }
  out.push(wrongValue(root, path, issue.message));
}

/** Does this issue speak of something below the value it was raised on? */
function reaches(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === 'unrecognized_keys';
}

/** A name as like the refused one as may be. */
function helpForName(key: string): string {
  const fit = key
    .slice(0, 60)
    .replace(/[^A-Za-z0-9._@+-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|(?<!-)-+$/g, '');
  return `Write ${fit || 'file-watcher'}, for example.`;
}

function unknownField(root: YamlNode, path: readonly PathStep[], allowed: readonly string[]): SchemaProblem {
  const key = String(path.at(-1));
  const { start, end } = keySpanAt(root, path);
  const near =
    allowed.find((name) => name.toLowerCase() === key.toLowerCase()) ?? TWINS.get(key) ?? nearest(key, allowed);
  const list =
    allowed.length <= 12
      ? `Remove it, or write one of ${allowed.join(', ')}.`
      : 'Remove it, or write a field that docs/services-yaml.md lists.';
  let help = near && allowed.includes(near) ? `Did you mean \`${near}\`?` : list;
  if (!near && keyByAnyCase(key))
    help = `To set launchd's own key, write it under \`plist:\` as \`${keyByAnyCase(key)!.key}\`.`;
  return { path, start, end, message: `Unknown field \`${key.slice(0, 60)}\`.`, help };
}

/** What people write for our fields in launchd's own words and in other tools. */
const TWINS = new Map(
  Object.entries({
    template: 'extends',
    ProgramArguments: 'command',
    programArguments: 'command',
    args: 'command',
    arguments: 'command',
    EnvironmentVariables: 'environment',
    environmentVariables: 'environment',
    env: 'environment',
    ExitTimeOut: 'exitTimeout',
    stopTimeout: 'exitTimeout',
    StartInterval: 'every',
    startInterval: 'every',
    interval: 'every',
    StartCalendarInterval: 'schedule',
    startCalendarInterval: 'schedule',
    cron: 'schedule',
    restart: 'keepAlive',
    throttle: 'throttleInterval',
    UserName: 'user',
    GroupName: 'group',
    cwd: 'workingDirectory',
    LimitLoadToSessionType: 'sessions',
    limitLoadToSessionType: 'sessions',
    StandardInPath: 'stdin',
    StandardOutPath: 'logs',
    standardOutPath: 'logs',
    stdout: 'logs',
    StandardErrorPath: 'logs',
    standardErrorPath: 'logs',
    stderr: 'logs',
    softResourceLimits: 'limits',
    hardResourceLimits: 'limits',
  }),
);

function wrongValue(root: YamlNode, path: readonly PathStep[], phrase: string): SchemaProblem {
  const node = nodeAt(root, path);
  const name = path.at(-1);
  const parent = nodeAt(root, path.slice(0, -1));
  const shown = name === undefined ? 'The file' : typeof name === 'number' ? `Item ${name + 1}` : `\`${name}\``;
  if (node === parent && path.length > 0) {
    const { start, end } = path.length > 1 ? keySpanAt(root, path.slice(0, -1)) : { start: 0, end: 0 };
    return {
      path,
      start,
      end,
      message: `\`${String(name)}\` is missing: it must be ${phrase}.`,
      help: helpForMissing(path),
    };
  }
  const got = node.start === node.end && path.length > 0 ? keySpanAt(root, path) : node;
  const message = `${shown} must be ${phrase}, not ${describe(node)}.`;
  return { path, start: got.start, end: got.end, message, help: helpForValue(path, phrase, node) };
}

/** The definition of a schema as far as this file looks into it. */
interface Definition {
  type: string;
  shape?: Record<string, z.ZodMiniType>;
  innerType?: z.ZodMiniType;
  valueType?: z.ZodMiniType;
  element?: z.ZodMiniType;
  options?: z.ZodMiniType[];
}

/** Names that the object at `path` of a schema may have. */
function allowedKeys(schema: z.ZodMiniType, path: readonly PathStep[]): readonly string[] {
  return schemasAt(schema, path).flatMap((each) => Object.keys(definitionOf(each).shape ?? {}));
}

/** What is below `path` of a schema: several where a value may have one of several forms, none where anything goes. */
function schemasAt(schema: z.ZodMiniType, path: readonly PathStep[]): readonly z.ZodMiniType[] {
  const { innerType, options, shape, valueType, element } = definitionOf(schema);
  if (innerType) return schemasAt(innerType, path);
  if (options) return options.flatMap((option) => schemasAt(option, path));
  const [step, ...rest] = path;
  if (step === undefined) return [schema];
  const next = shape?.[String(step)] ?? valueType ?? element;
  return next ? schemasAt(next, rest) : [];
}

function definitionOf(schema: z.ZodMiniType): Definition {
  return (schema as unknown as { _zod: { def: Definition } })._zod.def;
}
