import { faults } from "./en/faults.ts";
import { firmware } from "./en/firmware.ts";
import { overview } from "./en/overview.ts";
import { pbxs } from "./en/pbxs.ts";
import { people } from "./en/people.ts";
import { phone } from "./en/phone.ts";
import { phones } from "./en/phones.ts";
import { signIn } from "./en/sign-in.ts";
import { templates } from "./en/templates.ts";
import { words } from "./en/words.ts";

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
