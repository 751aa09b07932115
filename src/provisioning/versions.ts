/** Versions of numbers with dots between them; others are not compared. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => (/^\d+(?:\.\d+)*/.exec(text)?.[0] ?? "").split("."));
  if (a === undefined || b === undefined || a[0] === "") return false;
  for (const [index, part] of b.entries()) {
    const difference = Number(a[index] ?? 0) - Number(part);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
