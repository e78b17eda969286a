/** Permission bits that stand in a property list as numbers: which they are, and when they were meant as octal. */

/** The nine bits that umask(2) and the owner, group and others of a file mode have. */
export const MAX_MASK = 0o777;

/** Masks that people write; one digit is the same number in both bases. */
const USUAL_MASKS = [
  0o22, 0o26, 0o27, 0o37, 0o66, 0o67, 0o77, 0o111, 0o113, 0o117, 0o122, 0o133, 0o137, 0o177, 0o222, 0o227, 0o277, 0o377,
  0o777,
];

/** Modes that sockets are given. */
const USUAL_MODES = [
  0o200, 0o220, 0o222, 0o400, 0o440, 0o444, 0o600, 0o606, 0o620, 0o622, 0o640, 0o644, 0o660, 0o664, 0o666, 0o700, 0o707,
  0o710, 0o711, 0o722, 0o733, 0o740, 0o744, 0o750, 0o755, 0o760, 0o764, 0o766, 0o770, 0o775, 0o776, 0o777,
];

const byDigits = (numbers: readonly number[]) => new Map(numbers.map((number) => [Number(number.toString(8)), number]));
const masksByDigits = byDigits(USUAL_MASKS);
const modesByDigits = byDigits(USUAL_MODES);

/** The mask that was meant by a decimal integer with the digits of a usual octal mask: 22 gives 0o22, 18 nothing. */
export function maskMeantBy(decimal: number): number | undefined {
  return masksByDigits.get(decimal);
}

/** The same for a file mode: 600 gives 0o600, 384 nothing. */
export function modeMeantBy(decimal: number): number | undefined {
  return modesByDigits.get(decimal);
}

/** Permission bits in octal as people write them: 18 is 022, 384 is 0600. */
export function octal(bits: number): string {
  return `0${bits.toString(8).padStart(2, '0')}`;
}

/** The mode of a file as people write it, the bits for its kind left out: `0644`. */
export function modeText(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

/**
 * The number in an Umask that is a string: a leading 0 makes it octal, 0x hexadecimal, else it is decimal
 * (strtoul(3) with base 0, as reported of recent launchd; OS X 10.9 took integers only).
 * @returns undefined where the text is not such a number from its first to its last character
 */
export function maskOfText(text: string): number | undefined {
  if (/^0[0-7]{0,9}$/.test(text)) return Number.parseInt(text, 8);
  if (/^0[xX][0-9a-fA-F]{1,8}$/.test(text)) return Number.parseInt(text, 16);
  return /^[1-9][0-9]{0,9}$/.test(text) ? Number(text) : undefined;
}
