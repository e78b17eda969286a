/** `~`, `${name}` and `$$` in the texts of services.yaml. Nothing of the caller's environment ever enters. */
import { nearest } from '../launchd/nearest.ts';

/** Names a manifest may not give to its own variables. */
export const RESERVED_VARIABLES = ['home', 'namespace', 'service', 'domainLogs'] as const;

export interface ExpansionProblem {
  readonly message: string;
  readonly help: string;
  /** The cause stands in the table of variables and is reported there, once. */
  readonly inVariables?: true;
}

/** Variables in force for one service. */
export interface Scope {
  /** What `~` and `${home}` mean; undefined where nobody said (domain system without `home:`). */
  readonly home: string | undefined;
  /** Value of a variable, already expanded, or why there is none. */
  lookup(name: string): { readonly value: string } | ExpansionProblem;
}

export type Expansion = { readonly text: string } | { readonly problems: readonly ExpansionProblem[] };

const NO_HOME: ExpansionProblem = {
  message: 'A home folder is needed here, and none is known; in the system domain svc assumes none.',
  help: 'Write an absolute path, say `home: /Users/name` at the top of the file, or give --home.',
};

/**
 * Expands `text`. A leading `~` or `~/` becomes the home folder; `${name}` the variable; `$$` one dollar.
 * A `$` before anything else stays: `$1` in a shell's text is the shell's.
 */
export function expand(text: string, scope: Scope): Expansion {
  const problems: ExpansionProblem[] = [];
  let rest = text;
  let done = '';
  if (text === '~' || text.startsWith('~/')) {
    rest = text.slice(1);
    if (scope.home === undefined) problems.push(NO_HOME);
    else done = homeBefore(scope.home, rest);
  }
  done += rest.replace(/\$\$|\$\{([^}]*)(\}?)/g, (whole, name: string | undefined, close: string, at: number) => {
    if (name === undefined) return '$';
    if (close === '') {
      problems.push({
        message: `\`${whole.slice(0, 40)}\` has no closing \`}\`.`,
        help: 'Write the closing }, or $${ where ${ itself is meant.',
      });
      return '';
    }
    const found = scope.lookup(name);
    if ('value' in found) return name === 'home' ? homeBefore(found.value, rest.slice(at + whole.length)) : found.value;
    problems.push(found);
    return '';
  });
  if (done.length > MAX_EXPANDED) problems.push(TOO_LONG);
  return problems.length > 0 ? { problems } : { text: done };
}

/** The home folder as it stands before `rest`: the slash of the home `/` is that of a path below it. */
function homeBefore(home: string, rest: string): string {
  return home === '/' && rest.startsWith('/') ? '' : home;
}

/** The user's variables as written. */
export type VariableTable = ReadonlyMap<string, string>;

/** Longest text after expansion, in UTF-16 code units; variables that double one another reach it soon. */
export const MAX_EXPANDED = 65_536;
const TOO_LONG: ExpansionProblem = {
  message: `This text has more than ${MAX_EXPANDED} characters once its variables are put in: that is too long.`,
  help: 'Shorten it or its variables.',
};
/** Longest chain of variables that use one another. */
const MAX_CHAIN = 100;

/** What the built-in variables stand for; `service` is undefined for the texts at the top of the file. */
export interface FixedVariables {
  readonly home: string | undefined;
  readonly namespace: string;
  readonly service?: string;
  readonly domainLogs: string | undefined;
}

/** The variables in force for one service (or for the top of the file). */
export function scopeOf(variables: VariableTable, fixed: FixedVariables): Scope {
  const known = new Map<string, { value: string } | ExpansionProblem>();
  const open = new Set<string>();
  const lookup: Scope['lookup'] = (name) => {
    const cached = known.get(name);
    if (cached) return cached;
    const found = builtIn(name, fixed) ?? ofUser(name);
    known.set(name, found);
    return found;
  };
  const scope: Scope = { home: fixed.home, lookup };
  const ofUser = (name: string): { value: string } | ExpansionProblem => {
    const text = variables.get(name);
    if (text === undefined) return unknownVariable(name, variables.keys());
    if (open.has(name) || open.size > MAX_CHAIN) return { message: '', help: '', inVariables: true };
    open.add(name);
    const expansion = expand(text, scope);
    open.delete(name);
    if ('text' in expansion) return { value: expansion.text };
    // `${service}` may be unknown at the top of the file only, so that problem belongs to the place of use.
    // A home that nobody named, or a text too long, hurts only where it is used.
    const problem = expansion.problems[0]!;
    return problem === NO_HOME || problem === TOO_LONG || fixed.service === undefined
      ? problem
      : { ...problem, inVariables: true };
  };
  return scope;
}

function builtIn(name: string, fixed: FixedVariables): { value: string } | ExpansionProblem | undefined {
  switch (name) {
    case 'home':
      return fixed.home === undefined ? NO_HOME : { value: fixed.home };
    case 'domainLogs':
      return fixed.domainLogs === undefined ? NO_HOME : { value: fixed.domainLogs };
    case 'namespace':
      return { value: fixed.namespace };
    case 'service':
      if (fixed.service !== undefined) return { value: fixed.service };
      return {
        message: '`${service}` has a value only inside a service.',
        help: 'Write the name out here, or write the text in a service or under `defaults`.',
      };
    default:
      return undefined;
  }
}

function unknownVariable(name: string, names: Iterable<string>): ExpansionProblem {
  const all = [...names, ...RESERVED_VARIABLES];
  const near = all.length > 200 ? undefined : nearest(name, all);
  const listed = all.slice(0, 12).map((known) => `\${${known}}`);
  return {
    message: `Unknown variable \`\${${name.slice(0, 60)}}\`.`,
    help: near
      ? `Did you mean \`\${${near}}\`?`
      : `The variables are ${listed.join(', ')}. Where \${ itself is meant (for a shell), write $\${.`,
  };
}

/** What is wrong with the variables themselves: unknown names in their texts, and circles, each found once. */
export function checkVariables(
  variables: VariableTable,
  home: string | undefined,
): { readonly name: string; readonly problem: ExpansionProblem }[] {
  const found: { name: string; problem: ExpansionProblem }[] = [];
  const shallow: Scope = {
    home,
    lookup: (name) =>
      variables.has(name) || name === 'namespace' || name === 'service'
        ? { value: 'x' }
        : (builtIn(name, { home, namespace: 'x', service: 'x', domainLogs: '/x' }) ??
          unknownVariable(name, variables.keys())),
  };
  const state = new Map<string, 'open' | 'done'>();
  const visit = (name: string, way: readonly string[]) => {
    if (state.get(name) === 'done') return;
    if (state.get(name) === 'open') {
      const circle = [...way.slice(way.indexOf(name)), name].map((step) => `\${${step}}`).join(' → ');
      found.push({
        name,
        problem: {
          message: `The variable \`${name}\` is circular: ${circle}.`,
          help: 'Write one of them without the others.',
        },
      });
      return;
    }
    if (way.length > MAX_CHAIN) {
      found.push({
        name,
        problem: {
          message: `More than ${MAX_CHAIN} variables use one another in a chain.`,
          help: 'Write the value out in one of them.',
        },
      });
      state.set(name, 'done');
      return;
    }
    state.set(name, 'open');
    const text = variables.get(name)!;
    for (const [, used] of text.replaceAll('$$', '').matchAll(/\$\{([^{}$]*)\}/g)) {
      if (used !== undefined && variables.has(used)) visit(used, [...way, name]);
    }
    state.set(name, 'done');
    const expansion = expand(text, shallow);
    if ('problems' in expansion) for (const problem of expansion.problems) found.push({ name, problem });
  };
  for (const name of variables.keys()) visit(name, []);
  return found;
}
