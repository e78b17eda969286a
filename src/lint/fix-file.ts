/** Mends a file as far as its findings offer fixes, and holds the result against the linter before it is given back. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { applyEdits, encoderLike, overlap } from '../plist/edit.ts';
import { type LintedFile, lintPlist } from './engine.ts';
import type { Change, Fix } from './fix.ts';
import { LabelIndex } from './label-index.ts';
import type { LintSettings } from './settings.ts';

export interface FixedFile {
  /** The very array that was given when nothing was fixed. */
  readonly bytes: Uint8Array;
  /** The text before and after, without a byte-order mark; empty where there is none. */
  readonly before: string;
  readonly after: string;
  /** How many findings were fixed. */
  readonly fixed: number;
  /** Keys (by path) that launchd passed over before and heeds now. */
  readonly counting: readonly string[];
  /** Why a fix that was offered was not made, a sentence each. */
  readonly withheld: readonly string[];
}

/** Mends a property list. Never throws, whatever the bytes; binary files and rare encodings are left as they are. */
export function fixPlist(path: string, bytes: Uint8Array, settings: LintSettings): FixedFile {
  // Labels of other files are no matter here: a fix changes none.
  return fixFile(bytes, (each) => ({ linted: lintPlist(path, each, settings, new LabelIndex(), MOST_FINDINGS) }), path);
}

/** Findings that are compared; far more than a file made by people has. */
export const MOST_FINDINGS = 10_000;
const MAX_ROUNDS = 3;
/** Fixes tried one by one, when all at once do not hold. */
const MAX_SINGLE = 100;
/** Characters read again for that; a file of megabytes is no job, and must not take minutes. */
const MAX_SINGLE_CHARACTERS = 10_000_000;

export interface Look {
  readonly linted: LintedFile;
  /** What the file says, or would say after changes; no fix may change more. Of property lists nobody asks. */
  meaning?(changes: readonly Change[]): string;
}

interface Offer {
  readonly finding: Diagnostic;
  readonly fix: Fix;
}

interface State extends Look {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Mends a file. @param look reads and lints it; `path` is its name there */
export function fixFile(bytes: Uint8Array, look: (bytes: Uint8Array) => Look, path: string): FixedFile {
  const first = look(bytes);
  const text = first.linted.sources.get(path)?.text;
  const nothing = { bytes, before: '', after: '', fixed: 0, counting: [], withheld: [] };
  if (first.linted.fixes.size === 0) return { ...nothing, withheld: refusalsOf(first.linted) };
  if (text === undefined) return { ...nothing, withheld: [BINARY] };
  const encode = encoderLike(bytes, text);
  if (!encode) return { ...nothing, withheld: [ENCODING] };
  const mending = new Mending({ ...first, bytes, text }, (after) => {
    const encoded = encode(after);
    return { ...look(encoded), bytes: encoded, text: after };
  });
  for (let round = 0; round < MAX_ROUNDS && mending.round(); round++);
  const { state, fixed, counting } = mending;
  const withheld = new Set([...mending.withheld.values(), ...refusalsOf(state.linted)]);
  return { bytes: state.bytes, before: text, after: state.text, fixed, counting, withheld: [...withheld] };
}

function refusalsOf({ refusals }: LintedFile): readonly string[] {
  const sentences = [...refusals].map(
    ([finding, { refused, service }]) => `${subjectOf(finding, service)} is not fixed: ${refused}.`,
  );
  return [...new Set(sentences)];
}

const BINARY = 'a binary property list is not fixed; convert it first: plutil -convert xml1.';
const ENCODING = 'only files in UTF-8, or in UTF-16 with a byte-order mark, are fixed; save it as UTF-8 first.';

class Mending {
  state: State;
  fixed = 0;
  readonly counting: string[] = [];
  /** Sentences, by identity of the offer. */
  readonly withheld = new Map<string, string>();
  readonly #read: (text: string) => State;
  #singles = 0;

  constructor(state: State, read: (text: string) => State) {
    this.state = state;
    this.#read = read;
  }

  /** Makes the fixes offered now, all at once or one by one; false when nothing was left to do. */
  round(): boolean {
    const offers = this.#offers();
    if (offers.length === 0) return false;
    if (this.#make(offers) === undefined) return true;
    for (let next = offers[0]; next && this.#maySingle; next = this.#offers()[0]) {
      this.#singles++;
      const { fix } = next;
      const together = this.#offers().filter((offer) => isSameEdit(offer.fix, fix));
      const problem = this.#make(together);
      if (problem === undefined) continue;
      const sentence = `${subjectOf(next.finding, fix.change?.service)} is not fixed: ${problem}.`;
      for (const offer of together) this.withheld.set(identityOf(offer), sentence);
    }
    return true;
  }

  get #maySingle(): boolean {
    return this.#singles < MAX_SINGLE && this.#singles * this.state.text.length < MAX_SINGLE_CHARACTERS;
  }

  /** What can be fixed side by side; what one edit fixes stands together. A silencer waits for the others: what they uncover may be what it silences. */
  #offers(): readonly Offer[] {
    const offered = [...this.state.linted.fixes].map(([finding, fix]) => ({ finding, fix }));
    this.#withholdRivals(offered);
    const all = offered.filter((offer) => !this.withheld.has(identityOf(offer)));
    const others = all.filter(({ finding }) => finding.rule !== 'unused-suppression');
    const chosen: Offer[] = [];
    const taken = (others.length > 0 ? others : all).sort((a, b) => a.fix.edits[0]!.start - b.fix.edits[0]!.start);
    for (const offer of taken) {
      const before = chosen.at(-1);
      if (before && isSameEdit(before.fix, offer.fix)) chosen.push(offer);
      else if (!before?.fix.edits.some((edit) => offer.fix.edits.some((other) => overlap(edit, other))))
        chosen.push(offer);
    }
    return chosen;
  }

  /** Of several keys that would all get one name, which is the right one nobody can tell. */
  #withholdRivals(offers: readonly Offer[]): void {
    const first = new Map<string, Offer>();
    for (const offer of offers) {
      if (offer.fix.renamed === undefined) continue;
      const service = offer.fix.change?.service;
      const name = keyAfter(offer);
      const other = first.get(`${name}\0${service ?? ''}`);
      if (!other) first.set(`${name}\0${service ?? ''}`, offer);
      else if (!isSameEdit(other.fix, offer.fix))
        for (const { finding, fix } of [other, offer])
          this.withheld.set(
            identityOf({ finding, fix }),
            `${subjectOf(finding, service)} is not fixed: another key would be ${name} too, so mend it by hand.`,
          );
    }
  }

  /** Makes fixes if they hold; else says why not, and nothing is changed. */
  #make(offers: readonly Offer[]): string | undefined {
    // An anchor, or `defaults`, may owe one edit to the findings of many services.
    const edits = new Map(offers.flatMap(({ fix }) => fix.edits).map((edit) => [edit.start, edit]));
    const after = this.#read(applyEdits(this.state.text, [...edits.values()]));
    const problem = problemWith(this.state, after, offers);
    if (problem !== undefined) return problem;
    const shown = new Set(this.state.linted.diagnostics);
    const renames = renamesAmong(offers);
    this.state = after;
    for (const offer of offers) {
      if (shown.has(offer.finding)) this.fixed++;
      const name = keyNow(offer.finding.key ?? '', renames) + ofService(offer.fix.change?.service);
      if (offer.fix.makesKeyCount && !this.counting.includes(name)) this.counting.push(name);
    }
    return undefined;
  }
}

/** The findings fixed must be gone, no other may have come, and nothing else may have changed. */
function problemWith(before: State, after: State, offers: readonly Offer[]): string | undefined {
  const fixed = new Set(offers.map(({ finding }) => finding));
  const renames = renamesAmong(offers);
  const left = new Map<string, number>();
  for (const finding of before.linted.diagnostics) {
    if (finding.suppressed || fixed.has(finding)) continue;
    const name = `${finding.rule}\0${keyNow(finding.key ?? '', renames)}`;
    left.set(name, (left.get(name) ?? 0) + 1);
  }
  for (const { rule, key = '', suppressed } of after.linted.diagnostics) {
    if (suppressed) continue;
    const name = `${rule}\0${key}`;
    const count = left.get(name) ?? 0;
    if (count === 0) return `there would be a finding ${rule}${key === '' ? '' : ` at ${key}`}, so mend it by hand`;
    left.set(name, count - 1);
  }
  const changes = offers.flatMap(({ fix }) => fix.change ?? []);
  return after.meaning?.([]) === before.meaning?.(changes) ? undefined : 'it would change what the file means';
}

function isSameEdit(one: Fix, other: Fix): boolean {
  return (
    one.edits.length === other.edits.length &&
    one.edits.every(({ start, end, text }, i) => {
      const edit = other.edits[i]!;
      return edit.start === start && edit.end === end && edit.text === text;
    })
  );
}

/** The fixes that give a key another name, those of inner keys first. */
function renamesAmong(offers: readonly Offer[]): readonly Offer[] {
  const length = ({ finding }: Offer) => finding.key?.length ?? 0;
  return offers.filter(({ fix }) => fix.renamed !== undefined).sort((a, b) => length(b) - length(a));
}

/** A key path under the names that the fixes give, to it and to the keys around it. */
function keyNow(key: string, renames: readonly Offer[]): string {
  let now = key;
  for (const offer of renames) {
    const before = offer.finding.key ?? '';
    if (now === before || now.startsWith(`${before}.`)) now = keyAfter(offer) + now.slice(before.length);
  }
  return now;
}

function keyAfter({ finding: { key = '' }, fix: { renamed } }: Offer): string {
  return renamed === undefined ? key : key.slice(0, key.lastIndexOf('.') + 1) + renamed;
}

function identityOf({ finding: { rule, key = '', message }, fix }: Offer): string {
  return `${rule}\0${key}\0${message}\0${fix.change?.service ?? ''}`;
}

function subjectOf({ rule, key, line }: Diagnostic, service: string | undefined): string {
  return `${rule} at ${key ?? `line ${line}`}${ofService(service)}`;
}

function ofService(service: string | undefined): string {
  return service === undefined ? '' : ` of service ${service}`;
}
