/** Which jobs and which left-overs a command is about. */
import type { DesiredJob, Scope, Target, WriteRecord } from './types.ts';

/** The jobs of services.yaml that are asked for. */
export function jobsInScope({ declared, only }: Scope): readonly DesiredJob[] {
  return only === undefined ? declared : declared.filter(({ service }) => only.has(service));
}

/** Records made from this same services.yaml of labels that it declares no more; none where services were named. */
export function orphanRecords(
  { declared, only }: Scope,
  { source }: Pick<Target, 'source'>,
  records: ReadonlyMap<string, WriteRecord>,
): readonly WriteRecord[] {
  if (only !== undefined) return [];
  const labels = new Set(declared.map(({ label }) => label));
  return [...records.values()].filter((record) => record.source === source && !labels.has(record.label));
}
