/** How wide text is on a terminal. */
import { once } from '../launchd/once.ts';

// Properties of characters take a millisecond to load, and most texts have none that needs them.

// Marks and format characters (joiners, variation selectors) stand on the character before them.
const noWidth = once(() => /^[\p{Mn}\p{Me}\p{Cf}]$/u);
// What terminals give two columns: emoji, and the wide and full-width ranges of Unicode's EastAsianWidth.
const wide = once(
  () =>
    /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])$/u,
);

/** Nearly every text: a column a character, which one look tells sooner than a loop. */
const PLAIN = /^[ -~]*$/;

/** Columns that `text` takes: two for wide characters, none for marks, one for the others. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x300) return width + columnsOfAny(text.slice(i));
    if (code !== 0xad) width++;
  }
  return width;
}

function columnsOfAny(text: string): number {
  let width = 0;
  for (const character of text) {
    if (character < '\u0300') width += character === '\u00ad' ? 0 : 1;
    else if (!noWidth().test(character)) width += wide().test(character) ? 2 : 1;
  }
  return width;
}

/** The nearest offset at or before `at` that does not stand between the halves of a character. */
export function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff && at > 0 ? at - 1 : at;
}
