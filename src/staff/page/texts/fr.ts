import { faults } from "./fr/faults.ts";
import { firmware } from "./fr/firmware.ts";
import { overview } from "./fr/overview.ts";
import { pbxs } from "./fr/pbxs.ts";
import { people } from "./fr/people.ts";
import { phone } from "./fr/phone.ts";
import { phones } from "./fr/phones.ts";
import { signIn } from "./fr/sign-in.ts";
import { templates } from "./fr/templates.ts";
import { words } from "./fr/words.ts";

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
