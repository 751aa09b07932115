import { faults } from "./nl/faults.ts";
import { firmware } from "./nl/firmware.ts";
import { overview } from "./nl/overview.ts";
import { pbxs } from "./nl/pbxs.ts";
import { people } from "./nl/people.ts";
import { phone } from "./nl/phone.ts";
import { phones } from "./nl/phones.ts";
import { signIn } from "./nl/sign-in.ts";
import { templates } from "./nl/templates.ts";
import { words } from "./nl/words.ts";

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
