const ASCII = /^[\u0000-\u007f]*$/;
/** Letters that no decomposition makes plain, and what people type instead. */
const STAND_INS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};
const GERMAN: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue" };

/** In lower case and without accents: what a search compares. */
export function foldText(text: string): string {
  const low = text.toLowerCase();
  if (ASCII.test(low)) return low;
  return low
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßæœøłđðþı]/g, (letter) => STAND_INS[letter] ?? letter);
}

/** The words of a text, folded. `Müller` is also there as `mueller`, which is how it is typed on a keypad without umlauts. */
export function wordsOf(text: string): string[] {
  if (ASCII.test(text)) return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const german = text.normalize("NFC").toLowerCase();
  const spellings = /[äöü]/.test(german)
    ? [text, german.replace(/[äöü]/g, (letter) => GERMAN[letter] ?? letter)]
    : [text];
  return spellings.flatMap((spelling) => foldText(spelling).match(/[\p{L}\p{N}]+/gu) ?? []);
}
