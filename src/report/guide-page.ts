/** The pages of `svc explain` for a terminal. */
import kleur from 'kleur';
import type { KeyPage, Page, RulePage } from '../guide/page.ts';
import { printable } from '../launchd/printable.ts';
import { keyFacts } from './key-facts.ts';
import { wrapped } from './wrap.ts';

export interface PageSetting {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** A page as text, wrapped to the width; code is never broken. */
export function formatPage(page: Page, { color, width }: PageSetting): string {
  kleur.enabled = color;
  const lines = page.kind === 'rule' ? ruleLines(page, width) : keyLines(page, width);
  return `${lines.join('\n')}\n`;
}

/** `warning, error in preset strict`. */
export function levelText({ level, strictLevel }: RulePage): string {
  return level === strictLevel ? level : `${level}, ${strictLevel} in preset strict`;
}

function ruleLines(page: RulePage, width: number): string[] {
  const { id, group, summary, why, bad, good, fix, silence, silencers } = page;
  return [
    kleur.bold(id),
    ...wrapped(summary, width),
    '',
    ...factLines(
      [
        ['Level', levelText(page)],
        ['Group', group],
      ],
      width,
    ),
    ...section('Why', paragraph(why, width)),
    ...section('Bad', code(bad)),
    ...section('Good', code(good)),
    ...section('How to fix it', paragraph(fix, width)),
    ...section('When to silence it', [
      ...paragraph(silence, width),
      ...(silencers.length > 0 ? paragraph('On the line above the finding:', width) : []),
      ...silencers.flatMap(({ text }) => code(text)),
    ]),
  ];
}

function keyLines(page: KeyPage, width: number): string[] {
  return [
    kleur.bold(page.key),
    ...(page.note === undefined ? [] : wrapped(printable(page.note), width).map((line) => kleur.yellow(line))),
    ...wrapped(page.about, width),
    '',
    ...factLines(keyFacts(page), width),
    ...section(
      'Sources',
      page.sources.flatMap(({ id, text }) => paragraph(`${id}: ${text}`, width)),
    ),
  ];
}

function section(title: string, body: readonly string[]): string[] {
  return ['', kleur.bold(title), ...body];
}

const INDENT = '  ';

function paragraph(text: string, width: number): string[] {
  return wrapped(text, width - INDENT.length).map((line) => INDENT + line);
}

function code(text: string): string[] {
  return text.split('\n').map((line) => kleur.cyan(`${INDENT}${INDENT}${line}`));
}

/** Names in one column, what is said of them in the next; below its name where the terminal is too narrow for that. */
function factLines(facts: readonly (readonly [string, string])[], width: number): string[] {
  const indent = Math.max(...facts.map(([name]) => name.length)) + 2;
  const isNarrow = width < indent + 20;
  return facts.flatMap(([name, text]) => {
    if (isNarrow) return [kleur.dim(name), ...paragraph(text, width)];
    const [first, ...rest] = wrapped(text, width - indent);
    return [`${kleur.dim(name.padEnd(indent))}${first}`, ...rest.map((line) => ' '.repeat(indent) + line)];
  });
}
