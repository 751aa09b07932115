/** gigaset.md §8. `000413` is Snom's; the slices below are the P-series'. */
export const MAC_PREFIXES: readonly string[] = [
  "7C2F80",
  "589EC6",
  "002104",
  "14B370",
  "000B23",
  "0013A3",
  "0018D1",
  "0001E3",
  "000413E2",
  "000413E3",
  "000413E5",
  "000413E7",
  // discovery.md "MAC prefixes": one source for the borders, so only what it is sure of.
  ...prefixesOf("0004138000", "000413809D"),
  ...prefixesOf("000413809E00", "000413809EBF"),
  ...prefixesOf("00041380A2", "00041380F5"),
  ...prefixesOf("00041380F8E0", "00041380F8FF"),
  ...prefixesOf("000413D84F30", "000413D84FFF"),
  ...prefixesOf("000413D85000", "000413D8507F"),
  ...prefixesOf("000413D85100", "000413D8517F"),
  ...prefixesOf("000413D85200", "000413D8527F"),
  ...prefixesOf("000413D86EE0", "000413D86EFF"),
  ...prefixesOf("000413D87000", "000413D8709F"),
  ...prefixesOf("000413D87100", "000413D8719F"),
];

/** Hex prefixes that together cover exactly the addresses from `first` to `last`, both of the same length and included. */
function prefixesOf(first: string, last: string): string[] {
  let [low, high, digits] = [Number.parseInt(first, 16), Number.parseInt(last, 16), first.length];
  const upper: string[] = [];
  const lower: string[] = [];
  const write = (number: number) => number.toString(16).toUpperCase().padStart(digits, "0");
  while (low <= high) {
    while (low % 16 !== 0 && low <= high) lower.push(write(low++));
    while (high % 16 !== 15 && low <= high) upper.unshift(write(high--));
    [low, high] = [low / 16, (high + 1) / 16 - 1];
    digits--;
  }
  return [...lower, ...upper];
}
