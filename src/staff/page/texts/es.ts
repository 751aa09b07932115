import { faults } from "./es/faults.ts";
import { firmware } from "./es/firmware.ts";
import { overview } from "./es/overview.ts";
import { pbxs } from "./es/pbxs.ts";
import { people } from "./es/people.ts";
import { phone } from "./es/phone.ts";
import { phones } from "./es/phones.ts";
import { signIn } from "./es/sign-in.ts";
import { templates } from "./es/templates.ts";
import { words } from "./es/words.ts";

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
