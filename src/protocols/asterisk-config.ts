/** A section of an Asterisk configuration file: its items in their order. */
export type ConfigSection = { name: string; items: readonly (readonly [key: string, value: string])[] };

/** Throws a RangeError for what would open another line or section. `;` begins a comment unless it is escaped. */
export function writeSections(sections: readonly ConfigSection[]): string {
  return sections.map(writeSection).join("\n");
}

function writeSection({ name, items }: ConfigSection): string {
  if (!/^[^\p{C}\p{Z}[\];()]+$/u.test(name)) throw new RangeError("A section's name holds what ends it");
  return `[${name}]\n${items.map(([key, value]) => `${key} = ${writeValue(key, value)}\n`).join("")}`;
}

function writeValue(key: string, value: string): string {
  // \p{Zl} and \p{Zp} are line breaks to some readers; blanks at the ends are not read.
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value) || value !== value.trim())
    throw new RangeError(`${key}: holds a line break, a control character or a blank at its ends`);
  return value.replaceAll(";", "\\;");
}

/** Reads what `writeSections` wrote. Undefined: this is something else, or somebody changed it into something else. */
export function readSections(text: string): ConfigSection[] | undefined {
  const sections: { name: string; items: [string, string][] }[] = [];
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith(";")) continue;
    const name = /^\[([^\]]+)\]$/.exec(line)?.[1];
    if (name !== undefined) {
      sections.push({ name, items: [] });
      continue;
    }
    const [, key, value] = /^([^\s=;[\]]+) = (.*)$/.exec(line) ?? [];
    const section = sections.at(-1);
    if (key === undefined || value === undefined || section === undefined) return undefined;
    section.items.push([key, value.replaceAll("\\;", ";")]);
  }
  return sections;
}
