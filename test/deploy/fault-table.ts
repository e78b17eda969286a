/** The fault matrix as a table for a person. */
import type { Cell, CellResult } from './fault-cell.ts';
import { SCENARIOS, STEPS } from './fault-faults.ts';

/** In which state it ended, and an exclamation mark where svc leaves with exit 3. */
function wordOf({ state, outcome }: CellResult): string {
  return `${state}${outcome?.error ? '!' : ''}`;
}

/** A table for each scenario (fault × step), and the counts. `new!`: there, but launchctl would not confirm it. */
export function matrixTable(results: readonly (readonly [Cell, CellResult])[]): string {
  const lines: string[] = [];
  for (const scenario of SCENARIOS) {
    const own = results.filter(([cell]) => cell.scenario === scenario);
    if (own.length === 0) continue;
    const steps = STEPS.filter((step) => own.some(([cell]) => cell.step === step));
    const rows = [...new Set(own.map(([{ row }]) => row.name))].sort();
    const name = Math.max(...rows.map(({ length }) => length));
    lines.push('', `${scenario}:`, `${''.padEnd(name)}  ${steps.map((step) => step.padEnd(10)).join('')}`.trimEnd());
    for (const row of rows) {
      const cells = steps.map((step) => own.find(([cell]) => cell.step === step && cell.row.name === row));
      lines.push(
        `${row.padEnd(name)}  ${cells.map((cell) => (cell ? wordOf(cell[1]) : '·').padEnd(10)).join('')}`.trimEnd(),
      );
    }
    lines.push(`${own.length} cells: ${countsOf(own.map(([, result]) => wordOf(result)))}`);
  }
  const longest = Math.max(0, ...results.map(([, { seconds }]) => seconds));
  const all = countsOf(results.map(([, result]) => wordOf(result)));
  lines.push('', `In all ${results.length} cells: ${all}; the longest took ${Math.round(longest)} s of svc's clock.`);
  return lines.join('\n');
}

function countsOf(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort()
    .map(([word, count]) => `${count} ${word}`)
    .join(', ');
}
