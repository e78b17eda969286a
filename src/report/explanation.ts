/** `svc render --explain`: a line a value, with its source. */
import kleur from 'kleur';
import { printable } from '../launchd/printable.ts';
import type { ExplainedValue, Explanation } from '../render/explain.ts';

/** The explanation as aligned lines. */
export function formatExplanation(explanation: Explanation, color: boolean): string {
  kleur.enabled = color;
  const { service, label, values } = explanation;
  const width = Math.max(...values.map(({ key }) => key.length));
  const lines = values.map((value) => {
    const key = printable(value.key).padEnd(width);
    return `${kleur.cyan(key)}  ${printable(value.value)}  ${kleur.dim(from(value))}`;
  });
  return `${kleur.bold(label)} (${service})\n${lines.map((line) => `${line}\n`).join('')}`;
}

function from({ origin, template, file, line }: ExplainedValue): string {
  if (origin === 'policy') return '← policy of svc';
  const layer = template === undefined ? origin : `template ${template}`;
  return `← ${layer}, ${printable(file)}:${line}`;
}
