import { faults } from "./sv/faults.ts";
import { firmware } from "./sv/firmware.ts";
import { overview } from "./sv/overview.ts";
import { pbxs } from "./sv/pbxs.ts";
import { people } from "./sv/people.ts";
import { phone } from "./sv/phone.ts";
import { phones } from "./sv/phones.ts";
import { signIn } from "./sv/sign-in.ts";
import { templates } from "./sv/templates.ts";
import { words } from "./sv/words.ts";

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
