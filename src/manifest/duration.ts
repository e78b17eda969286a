/** Durations of services.yaml (`90`, `90s`, `5m`, `1h30m`, `1d`) to whole seconds. */
import { quoted } from '../launchd/quoted.ts';

/** The most that launchd takes for StartInterval and ThrottleInterval (key registry). */
const MAX_SECONDS = 4_294_967_295;
/** Longer texts are refused unread; no duration in range needs more. */
const MAX_LENGTH = 100;
const FORM = 'whole seconds (90) or days, hours, minutes and seconds in that order (90s, 5m, 1h30m, 1d)';
const HELP = `Write ${FORM}.`;

/** Units in falling order, as they must be written. */
const UNITS = ['d', 'h', 'm', 's'];
const UNIT_SECONDS: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };
/** What people write for a unit, and the unit we know. */
const OTHER_UNITS: Readonly<Record<string, string>> = {
  day: 'd',
  days: 'd',
  hr: 'h',
  hrs: 'h',
  hour: 'h',
  hours: 'h',
  min: 'm',
  mins: 'm',
  minute: 'm',
  minutes: 'm',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
};

export type DurationResult = { readonly seconds: number } | { readonly error: string; readonly help: string };

/**
 * Reads a duration.
 * @param text whole seconds as a number or as text, or units `d h m s`, each at most once, in falling order, unspaced
 * @returns seconds (0 to 4294967295), or what is wrong and what to write
 */
export function parseDuration(text: string | number): DurationResult {
  if (typeof text === 'number') return fromNumber(text);
  if (text.trim() === '') return { error: `An empty text is no duration.`, help: HELP };
  if (text.length > MAX_LENGTH) return { error: `${quoted(text)} is too long for a duration.`, help: HELP };
  return refusedForm(text) ?? fromText(text);
}

function fromNumber(value: number): DurationResult {
  if (!Number.isFinite(value)) return { error: `${value} is no number of seconds.`, help: HELP };
  if (value < 0) return { error: `A duration cannot be negative (${value}).`, help: HELP };
  if (!Number.isInteger(value)) return { error: `launchd counts whole seconds, not ${value}.`, help: nextWhole(value) };
  return withinRange(value);
}

function withinRange(seconds: number): DurationResult {
  if (seconds > MAX_SECONDS) {
    return {
      error: `The duration is longer than ${MAX_SECONDS} seconds.`,
      help: `Write at most ${inUnits(MAX_SECONDS)}.`,
    };
  }
  return { seconds: seconds + 0 }; // -0 becomes 0
}

/** What is wrong with the text as a whole, before its parts are looked at. */
function refusedForm(text: string): DurationResult | undefined {
  if (/^\s*[-\u2212]/.test(text)) return { error: `A duration cannot be negative (${quoted(text)}).`, help: HELP };
  if (/\s/.test(text)) {
    const short = text.replace(/\s+/g, '').replace(/(?<=\d)([dhms])[a-z]*/gi, (_, unit: string) => unit.toLowerCase());
    const help = /^(?=\d)(?:\d+[dhms])*\d*$/.test(short) ? `Write ${quoted(short)}.` : HELP;
    return { error: `A duration holds no spaces (${quoted(text)}).`, help };
  }
  const fraction = /^(\d*[.,]\d+)([dhms]?)$/.exec(text);
  if (fraction) {
    const seconds = Number(fraction[1]!.replace(',', '.')) * UNIT_SECONDS[fraction[2] || 's']!;
    return { error: `A duration holds no fractions (${quoted(text)}).`, help: nextWhole(seconds) };
  }
  if (/[.,]/.test(text)) return { error: `A duration holds no fractions (${quoted(text)}).`, help: HELP };
  if (!/^\d/.test(text)) return { error: `${quoted(text)} is no duration.`, help: HELP };
  return undefined;
}

function fromText(text: string): DurationResult {
  let seconds = 0;
  let last = -1;
  for (const [, digits, unit] of text.matchAll(/(\d+)(\D*)/g)) {
    if (unit === '' && last >= 0) {
      return {
        error: `The ${digits} at the end of ${quoted(text)} has no unit.`,
        help: 'Write d, h, m or s after it.',
      };
    }
    const place = UNITS.indexOf(unit || 's');
    if (place < 0) return unknownUnit(digits!, unit!);
    if (place === last)
      return { error: `The unit ${unit} stands twice in ${quoted(text)}.`, help: 'Write each unit once.' };
    if (place < last) {
      const help = 'Write days, hours, minutes, seconds in that order, as in 1h30m.';
      return { error: `The units of ${quoted(text)} are out of order.`, help };
    }
    last = place;
    seconds += Number(digits) * UNIT_SECONDS[unit || 's']!;
  }
  return withinRange(seconds);
}

function unknownUnit(digits: string, unit: string): DurationResult {
  const written = unit.toLowerCase();
  const meant = UNITS.includes(written) ? written : OTHER_UNITS[written];
  const error = `Unknown unit ${quoted(unit)}.`;
  if (meant !== undefined) return { error, help: `Write ${quoted(digits + meant)}.` };
  if (/^w(eeks?)?$/.test(written)) return { error, help: 'Write the days: 7d for a week.' };
  if (/^(ms|msecs?|milliseconds?)$/.test(written))
    return { error: 'launchd counts whole seconds, no milliseconds.', help: HELP };
  return { error, help: `The units are d, h, m and s: write ${FORM}.` };
}

function nextWhole(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole <= MAX_SECONDS ? `Write ${inUnits(whole)}.` : HELP;
}

/** The shortest way to write whole seconds: 5400 is `1h30m`. */
export function inUnits(seconds: number): string {
  let rest = seconds;
  let text = '';
  for (const unit of UNITS) {
    const count = Math.floor(rest / UNIT_SECONDS[unit]!);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * UNIT_SECONDS[unit]!;
  }
  return text || '0s';
}
