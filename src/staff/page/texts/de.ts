import { faults } from "./de/faults.ts";
import { firmware } from "./de/firmware.ts";
import { overview } from "./de/overview.ts";
import { pbxs } from "./de/pbxs.ts";
import { people } from "./de/people.ts";
import { phone } from "./de/phone.ts";
import { phones } from "./de/phones.ts";
import { signIn } from "./de/sign-in.ts";
import { templates } from "./de/templates.ts";
import { words } from "./de/words.ts";

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
