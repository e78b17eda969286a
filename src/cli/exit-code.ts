/** Exit codes of every command; other programs rely on them (see docs/cli.md). */
export const ExitCode = {
  /** Done; nothing found; no difference. */
  ok: 0,
  /** The command worked and found something. */
  found: 1,
  /** Wrong usage, a path that does not exist, or a services.yaml that can not be used. */
  usage: 2,
  /** The machine refused. */
  refused: 3,
  /** A bug in svc. */
  bug: 4,
} as const;

const WEIGHT = [0, 1, 3, 2, 4];

/** Of several codes the one to exit with: 4, then 2, then 3, then 1. */
export function worstOf(codes: Iterable<number>): number {
  let worst = 0;
  for (const code of codes) if (WEIGHT.indexOf(code) > WEIGHT.indexOf(worst)) worst = code;
  return worst;
}
