/** Silencers: `svc-disable-next-line rule-id: reason`, in a comment on the line above. */
import type { SourceText } from '../diagnostics/source-text.ts';

/** A silencer as it stands in a file. */
export interface Suppression {
  readonly rules: readonly string[];
  readonly reason: string;
  /** The line whose findings it silences, 1-based. */
  readonly line: number;
  /** Span of the comment. */
  readonly start: number;
  readonly end: number;
  /** Does the comment say nothing else? */
  readonly isAlone: boolean;
  /** Set once it silences something. */
  used: boolean;
  /** Set once it names a finding that can not be silenced. */
  overruled: boolean;
}

const DIRECTIVE = 'svc-disable-next-line';
/** Characters kept of a reason, which every finding it silences repeats. */
const MAX_REASON = 1000;
const FORM = /svc-disable-next-line\b[ \t]*([^:\r\n]*)(?::([^\r\n]*))?/;

/** Reads the silencer in the text of one comment, if there is one. */
export function suppressionIn(text: string, start: number, end: number, source: SourceText): Suppression | undefined {
  const form = text.includes(DIRECTIVE) ? FORM.exec(text) : null;
  if (!form) return undefined;
  const rules = form[1]!.split(/[\s,]+/).filter(Boolean);
  const line = source.positionAt(end).line + 1;
  const reason = (form[2] ?? '').trim().slice(0, MAX_REASON);
  const around = text.slice(0, form.index) + text.slice(form.index + form[0].length);
  const isAlone = !/[^\s#]/.test(around);
  return { rules, reason, line, start, end, isAlone, used: false, overruled: false };
}

/** The silencers of a YAML text: comments that begin a line or follow white space. */
export function suppressionsOfYaml(source: SourceText): Suppression[] {
  const found: Suppression[] = [];
  const { text } = source;
  for (let at = text.indexOf(DIRECTIVE); at >= 0; at = text.indexOf(DIRECTIVE, at)) {
    const lineStart = text.lastIndexOf('\n', at) + 1;
    const lineEnd = text.indexOf('\n', at);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const hash = /(?:^|[ \t])#/.exec(text.slice(lineStart, at));
    if (hash) {
      const start = lineStart + hash.index + hash[0].length - 1;
      const comment = text.slice(start, end).trimEnd();
      const suppression = suppressionIn(comment, start, start + comment.length, source);
      if (suppression) found.push(suppression);
    }
    at = end;
  }
  return found;
}
