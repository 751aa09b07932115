import type { Vendor } from "../../provisioning/vendor.ts";
import { byHand } from "./by-hand.ts";
import { families } from "./families.ts";
import { files } from "./files.ts";
import { firmware } from "./firmware.ts";
import { writeFunctionKey } from "./function-keys.ts";
import { models } from "./models.ts";
import { raw } from "./raw.ts";
import { parseUserAgent } from "./user-agent.ts";
import { findWords } from "./words.ts";

export const yealink: Vendor = {
  id: "yealink",
  name: "Yealink",
  // biome-ignore format: a table, yealink.md §9.1
  macPrefixes: [
    "001565", "805EC0", "805E0C", "249AD8", "44DBD2", "C4FC22",
    "3497D7", "644F56", "B061A9", "E434D7", "EC1DA9", "F01653",
  ],
  parseUserAgent,
  models,
  defaultModel: "T46S",
  files,
  families,
  functionKey: writeFunctionKey,
  words: findWords,
  raw,
  firmware,
  // yealink.md §4.7, §4.9. Logos of monochrome phones (.dob) are not taken: no source tells what is in such a file.
  hosts: {
    language: { name: /^\d{3}\.GUI\.\w+\.lang$/, example: "003.GUI.French.lang", format: "text" },
    ringTone: { encodings: ["pcm", "g711"] },
    picture: { types: ["jpeg", "png", "bmp"] },
  },
  discovery: {
    redirects: ["yealink-ymcs", "yealink-rps"],
    // yealink.md §1.1: option 66 before 43; 511 characters, in older firmware 256.
    dhcp: { vendorClass: /^yealink/i, classPrefix: "yealink", urlOptions: [66], maxUrlLength: 256 },
    settingsUrl: (base) => base,
    // discovery.md §9.2: "Gigabit Color IP Phone SIP-T46G" (old firmware).
    modelOnPage: ({ realm }) => /\bIP Phone SIP-(\w+)/i.exec(realm ?? "")?.[1],
    byHand,
  },
  // yealink.md §7.6. Our templates set sip.notify_reboot_enable to 0, without which every NOTIFY reboots.
  checkSync: () => ({
    resync: { event: "check-sync;reboot=false" },
    reboot: { event: "check-sync;reboot=true" },
    whyNotDirect: "Yealink phones with sip.trust_ctrl = 1, as Offhook sets it, listen to their SIP server only.",
  }),
};
