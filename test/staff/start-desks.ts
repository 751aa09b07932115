import { startStaff, type TestStaff } from "./start-staff.ts";

/** Hostile to whoever compares values: a number, a word of the format, a name with letters of its own. */
const NAMES = ["60", "on", "Jürgen & Groß", "O'Neill", "Anna", "5060"];

export const deskMac = (index: number) => `00041374${index.toString(16).padStart(4, "0").toUpperCase()}`;

/** Snom phones of the PBX `main`: so many with the profile `desks`, five with `others`; and a Yealink of the PBX `other`. */
export async function startDesks(desks: number): Promise<TestStaff> {
  const staff = await startStaff();
  await staff.post("/pbxs", { id: "main", host: "pbx.example.com" });
  await staff.post("/pbxs", { id: "other", host: "other.example.com" });
  for (const id of ["desks", "others"]) await staff.post("/pbxs/main/profiles", { id });
  for (let index = 0; index < desks + 5; index++) {
    const account = index < 100 ? String(index + 1) : `user${index}`;
    const label = NAMES[index % NAMES.length];
    const { status, text } = await staff.post("/phones", {
      ...{ mac: deskMac(index), pbx: "main", model: index % 2 === 0 ? "D785" : "D717" },
      ...{ label: `Room ${index}`, profile: index < desks ? "desks" : "others" },
      lines: [{ account, displayName: `${label} of ${index}`, label }],
    });
    if (status !== 201) throw new Error(text);
  }
  const lines = [{ account: "y1", displayName: "Y" }];
  await staff.post("/phones", { mac: "805EC0000001", pbx: "other", model: "T46S", lines });
  return staff;
}
