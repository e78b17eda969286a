/** A number from the environment; what is none there ends the run, which else would try nothing and be content. */
export function setting(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (value >= 0) return value;
  process.stderr.write(`${name} must be a number, not ${JSON.stringify(process.env[name])}.\n`);
  process.exit(2);
}
