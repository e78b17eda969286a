/** The rules as a table: `svc lint --rules`. */
import kleur from 'kleur';
import type { RuleListing } from '../guide/rule-list.ts';

/** A line a rule in aligned columns, under a line of headings. */
export function formatRuleList(listings: readonly RuleListing[], color: boolean): string {
  kleur.enabled = color;
  const rows = listings.map(({ id, level, strict, group, summary }) => [id, level, strict ? 'S' : '', group, summary]);
  const table = [['RULE', 'LEVEL', 'S', 'GROUP', 'FINDS'], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return lines.map((line, i) => `${i === 0 ? kleur.bold(line) : line}\n`).join('');
}
