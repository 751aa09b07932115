import { plural } from "./plural.ts";

export const templates = {
  diff: {
    added: "added",
    removed: "removed",
    label: (name: string) => `Changes of ${name}`,
    fromLine: (line: number) => `Line ${line}`,
    counts: (added: number, removed: number) =>
      `${plural(added, "line is added", "lines are added")}, ${plural(removed, "is removed", "are removed")}.`,
  },
};
