import { faults } from "./pl/faults.ts";
import { firmware } from "./pl/firmware.ts";
import { overview } from "./pl/overview.ts";
import { pbxs } from "./pl/pbxs.ts";
import { people } from "./pl/people.ts";
import { phone } from "./pl/phone.ts";
import { phones } from "./pl/phones.ts";
import { signIn } from "./pl/sign-in.ts";
import { templates } from "./pl/templates.ts";
import { words } from "./pl/words.ts";

export const texts = {
  ...words,
  ...signIn,
  ...overview,
  ...phones,
  ...phone,
  ...pbxs,
  ...people,
  ...templates,
  ...firmware,
  ...faults,
};
