/** The findings of one file while it is linted: levels applied, silencers heeded, places worked out. */
import {
  compareDiagnostics,
  type Diagnostic,
  diagnosticAt,
  diagnosticForFile,
  type Finding,
  type Severity,
} from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/findings.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { withoutTokens } from '../launchd/secrets.ts';
import { type Fix, type Intent, type Refusal, removeComment } from './fix.ts';
import { mendXml } from './fix-xml.ts';
import type { Spot } from './job.ts';
import type { Rule, RuleFinding } from './rule.ts';
import { ruleOf, rules } from './rules/index.ts';
import { type LintSettings, levelOf } from './settings.ts';
import type { Suppression } from './suppressions.ts';

/** Findings shown for one file; the rest are counted. */
const MAX_FINDINGS = 100;

/** The text that a job is made from, when its spots do not stand in one themselves (services.yaml). */
export interface OtherText {
  /** What caused the key or value at a spot. */
  placeOf(spot: Spot): Place & Pick<Spot, 'keyStart'>;
  /** Makes an intent there. */
  mend(spot: Spot, intent: Intent): Fix | Refusal;
}

/** A finding of a rule, of a reader or of the engine; the latter two know the edits of their fixes. */
export interface FileFinding extends Omit<RuleFinding, 'fix'> {
  readonly fix?: Intent | Fix | Refusal | undefined;
  /** The file can not be used because of it: no silencer hides it, nor does the level `off`. */
  readonly isFatal?: true;
}

const NO_DIAGNOSTICS: readonly Diagnostic[] = [];
const NO_FIXES: ReadonlyMap<Diagnostic, Fix> = new Map();
const NO_REFUSALS: ReadonlyMap<Diagnostic, Refusal> = new Map();

export class FileFindings {
  readonly #path: string;
  readonly #settings: LintSettings;
  readonly #source: SourceText | undefined;
  readonly #most: number;
  // Made when there is something to put in: most files have no findings.
  #found: Diagnostic[] | undefined;
  #fixes: Map<Diagnostic, Fix> | undefined;
  #refusals: Map<Diagnostic, Refusal> | undefined;
  /** By the line they silence. */
  #suppressions: Map<number, Suppression[]> | undefined;
  #hidden = 0;
  #worstHidden: Severity = 'info';

  /**
   * @param source the text of the file; undefined for a binary one
   * @param most findings to give one by one
   */
  constructor(path: string, settings: LintSettings, source: SourceText | undefined, most = MAX_FINDINGS) {
    this.#most = most;
    this.#path = path;
    this.#settings = settings;
    this.#source = source;
  }

  isOff(rule: Rule): boolean {
    const { levels } = this.#settings;
    return levels.size > 0 && levels.get(rule.id) === 'off';
  }

  addSuppression(suppression: Suppression | undefined): void {
    if (!suppression) return;
    this.#suppressions ??= new Map();
    const ofLine = this.#suppressions.get(suppression.line);
    if (ofLine) ofLine.push(suppression);
    else this.#suppressions.set(suppression.line, [suppression]);
  }

  /** The fixes of findings that are given and not silenced; those of a binary file can not be made. */
  get fixes(): ReadonlyMap<Diagnostic, Fix> {
    return this.#fixes ?? NO_FIXES;
  }

  /** Why fixes that rules know can not be made, of the same findings. */
  get refusals(): ReadonlyMap<Diagnostic, Refusal> {
    return this.#refusals ?? NO_REFUSALS;
  }

  /** The line that something begins on; 1 where there are no lines. */
  lineOf({ start }: Pick<Place, 'start'>): number {
    return this.#source && start >= 0 ? this.#source.lineAt(start) : 1;
  }

  /** Adds a finding. @param text where its spot has to be looked for, if not in the text of the file */
  add(rule: Rule, spot: Spot, { message, help, severity, fix, isFatal }: FileFinding, text?: OtherText): void {
    const level = levelOf(rule, severity, this.#settings) ?? (isFatal && 'error');
    if (level === undefined) return;
    const key = spot.path.join('.');
    const finding = { rule: rule.id, severity: level, message, help, key: key === '' ? undefined : key };
    const place = text ? text.placeOf(spot) : spot;
    const { keyStart = -1 } = place;
    this.#push(this.#place(place, finding), {
      // For silencers only: to find the line takes as long as the rest of a finding.
      keyLine: keyStart < 0 || !this.#suppressions ? undefined : this.#source?.lineAt(keyStart),
      fix: fix && this.#made(fix, spot, text),
      isFatal,
    });
  }

  #made(fix: Intent | Fix | Refusal, spot: Spot, text: OtherText | undefined): Fix | Refusal {
    if (!('to' in fix)) return fix;
    return text ? text.mend(spot, fix) : mendXml(this.#source?.text, spot, fix);
  }

  /**
   * Adds a finding of the reader of services.yaml, which has its place already. For an error there is nothing to
   * render: it may be lowered, but not hidden.
   */
  addPlaced(diagnostic: Diagnostic): void {
    const isFatal = diagnostic.severity === 'error' ? true : undefined;
    const level = levelOf({ id: diagnostic.rule, level: diagnostic.severity }, undefined, this.#settings);
    const severity = level ?? (isFatal && 'error');
    if (severity !== undefined) this.#push({ ...diagnostic, severity }, { isFatal });
  }

  #place({ start, end }: Place, finding: Finding): Diagnostic {
    if (this.#source && start >= 0) return diagnosticAt(this.#source, start, end, finding);
    return diagnosticForFile(this.#path, finding);
  }

  #push(found: Diagnostic, { keyLine, fix, isFatal }: Pushed): void {
    const diagnostic = fix && 'edits' in fix && this.#source ? { ...found, fixable: true } : found;
    const named = this.#silencerOf(diagnostic, keyLine);
    if (named) named[isFatal ? 'overruled' : 'used'] = true;
    const silencer = isFatal ? undefined : named;
    this.#found ??= [];
    if (this.#found.length < this.#most) {
      if (fix && !silencer) this.#keep(diagnostic, fix);
      this.#found.push(
        silencer ? { ...diagnostic, suppressed: true, justification: withoutTokens(silencer.reason) } : diagnostic,
      );
    } else if (!silencer) {
      this.#hidden++;
      if (diagnostic.severity === 'error' || this.#worstHidden === 'info') this.#worstHidden = diagnostic.severity;
    }
  }

  #keep(diagnostic: Diagnostic, fix: Fix | Refusal): void {
    if ('edits' in fix) this.#fixes = (this.#fixes ?? new Map<Diagnostic, Fix>()).set(diagnostic, fix);
    else this.#refusals = (this.#refusals ?? new Map<Diagnostic, Refusal>()).set(diagnostic, fix);
  }

  #silencerOf({ rule, file, line }: Diagnostic, keyLine = line): Suppression | undefined {
    const suppressions = this.#suppressions;
    if (!suppressions || file !== this.#path) return undefined; // a template beside services.yaml has lines of its own
    const near = [line, keyLine].flatMap((each) => suppressions.get(each) ?? []);
    return near.find(({ reason, rules: named }) => reason !== '' && named.includes(rule));
  }

  /**
   * All findings in the order of the file, with what is to be said of silencers and of findings not shown.
   * @param allRulesRan false when the file could not be read as a job: what a silencer would silence is not known then
   */
  finish(allRulesRan: boolean): readonly Diagnostic[] {
    if (this.#suppressions)
      for (const suppression of [...this.#suppressions.values()].flat()) this.#judge(suppression, allRulesRan);
    if (!this.#found) return NO_DIAGNOSTICS;
    const sorted = withoutRepeats(this.#found.sort(compareDiagnostics));
    if (this.#hidden === 0) return sorted;
    const message = `${this.#hidden} more finding${this.#hidden === 1 ? '' : 's'} in this file ${this.#hidden === 1 ? 'is' : 'are'} not shown.`;
    const { file, line, column, endLine, endColumn } = sorted.at(-1)!;
    const place = { file, line, column, endLine, endColumn, fixable: false };
    const help = 'Mend the first ones and look again.';
    return [...sorted, { rule: 'plist-limits', severity: this.#worstHidden, message, help, ...place }];
  }

  /** May a finding of this rule be absent here and now although its cause is there? Its silencer is not judged then. */
  #mayBeSilent(rule: Rule): boolean {
    return this.isOff(rule) || rule.group === 'this machine' || FROM_OUTSIDE.has(rule.id);
  }

  /** Says what is wrong with a silencer, or that it silences nothing. */
  #judge(suppression: Suppression, allRulesRan: boolean): void {
    const { rules: named, reason, used, overruled, start, end } = suppression;
    const unknown = named.find((id) => !rules.some((rule) => rule.id === id));
    const isSound = unknown === undefined && named.length > 0 && reason !== '';
    if (isSound && !overruled && (used || !allRulesRan || named.some((id) => this.#mayBeSilent(ruleOf(id))))) return;
    let finding: FileFinding = {
      message: 'This silencer silences nothing: the next line has no such finding.',
      help: 'Remove it.',
    };
    if (named.length === 0 || reason === '') {
      const message = 'This silencer names no rule or gives no reason, so it silences nothing.';
      finding = { message, help: 'Write svc-disable-next-line rule-id: reason.' };
    } else if (unknown !== undefined) {
      const message = `This silencer names ${JSON.stringify(unknown)}, which is no rule.`;
      finding = { message, help: 'Write the id that stands in brackets after a finding.' };
    } else if (overruled) {
      const message = 'This silencer does not silence what makes the file unusable.';
      finding = { message, help: 'Mend what the next line has, then remove this.' };
    }
    // What is only misspelt was meant: its words are not thrown away. Nor is anything taken out of a broken file.
    const fix = isSound && !overruled ? this.#removal(suppression) : undefined;
    this.add(ruleOf('unused-suppression'), { path: [], start, end }, { ...finding, fix });
  }

  #removal({ start, end, isAlone }: Suppression): Fix | Refusal | undefined {
    if (!this.#source) return undefined;
    return isAlone ? removeComment(this.#source.text, start, end) : { refused: 'its comment says something else too' };
  }
}

/** What is known of a finding besides itself. */
interface Pushed {
  readonly keyLine?: number | undefined;
  readonly fix?: Fix | Refusal | undefined;
  readonly isFatal?: true | undefined;
}

/** Rules whose findings depend on the other files of a run, or on the machine. */
const FROM_OUTSIDE = new Set(['label-duplicate', 'log-shared', 'root-runs-writable-program']);

/** Several services of one services.yaml may owe the same finding to the same line. */
function withoutRepeats(sorted: readonly Diagnostic[]): readonly Diagnostic[] {
  return sorted.filter((one, i) => {
    const before = sorted[i - 1];
    return (
      !before ||
      before.rule !== one.rule ||
      before.line !== one.line ||
      before.column !== one.column ||
      before.message !== one.message ||
      before.key !== one.key
    );
  });
}
