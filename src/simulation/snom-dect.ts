import type { HeldAccount, PhoneFamily } from "./family.ts";
import { provision, snomUrls } from "./snom-phone.ts";

// How the DECT bases M300, M400, M700 and M900 behave: reference/snom.md 9.1. They read desk phones' format under names of their own.

const MAX_ACCOUNTS = 999;
const FACTORY_ORDER = "redirection:stop pnp:stop dhcp:stop";

/** Asked with a folder, a base wants two lists of files and then what they list. */
export const snomDect: PhoneFamily = {
  id: "snom-dect",
  defaultModel: "M900",
  userAgent: (model, mac) => `Mozilla/4.0 (compatible; Snom ${model} 05.20.0001 ${mac.toLowerCase()})`,
  // reference/snom.md 1.2, M700: with a branch, its MAC in the User-Agent as well.
  pnpForm: (model, mac, settings) =>
    settings.pnp_config === "off"
      ? undefined
      : {
          uri: `MAC%3a${mac}@224.0.1.75`,
          ...{ vendor: "snom", model: `snom${model}`, version: "03.23.0005" },
          userAgent: `snom${model}/03.23.0005 (MAC=${mac}; SER= 00000; HW=255)`,
          hasBranch: true,
        },
  provision: (boot) => provision(boot, FACTORY_ORDER, (base) => snomUrls(base, `snom${boot.model}`, boot.mac)),
  read: ({ settings }) => ({
    accounts: Array.from({ length: MAX_ACCOUNTS }, (_, index) => index + 1).flatMap((n) => readAccount(settings, n)),
    menuPassword: settings["subscr_dect_ac_code[1]"] ?? null,
    webUser: settings.http_user ?? null,
    webPassword: settings.http_pass ?? null,
    language: settings.language ?? null,
    timezone: null,
    keys: [],
  }),
};

/** `line` is the account's number. An account without a server or a handset is not registered. */
function readAccount(settings: Record<string, string>, line: number): HeldAccount[] {
  const value = (name: string): string | null => settings[`${name}[${line}]`] ?? null;
  const user = value("user_name");
  const server = settings[`user_host[${value("subscr_sip_ua_data_server_id")}]`];
  if (!user || !server || value("user_active") !== "on" || !value("subscr_sip_hs_idx")) return [];
  return [
    {
      line,
      user,
      authUser: value("user_pname"),
      displayName: value("user_realname"),
      server,
      password: value("user_pass"),
    },
  ];
}
