import type { ByHand } from "../../provisioning/vendor.ts";
import { DESK_SWITCHES, RESET_BY_CHECK_SYNC } from "../snom/by-hand.ts";
import { MODELS } from "./models.ts";

// gigaset.md §1.1 (order), §1.2 (DHCP), §1.3 (PnP), §3.3 (roles), §4 (passwords); discovery.md §0 (P-series).

const STEPS = ["dhcp-114", "dhcp-66", "pnp", "redirect", "stored"] as const;

const RECHECKS = {
  de: "Das Gerät fragt bei jedem Neustart und etwa alle 24 Stunden von selbst.",
  en: "The device asks by itself at each restart and about every 24 hours.",
  fr: "L'appareil interroge de lui-même à chaque redémarrage et environ toutes les 24 heures.",
};
const SHORT_URL = {
  de: "In der DHCP-Option 114 darf die Adresse höchstens 74 Zeichen haben.",
  en: "In DHCP option 114 the address may have 74 characters at most.",
  fr: "Dans l'option DHCP 114, l'adresse ne doit pas dépasser 74 caractères.",
};
const OPTION_15 = {
  de: "Option 66 ist tückisch: Sendet der DHCP-Server auch Option 15 (Domäne), hängt das Telefon sie an die Adresse an. Nehmen Sie Option 114.",
  en: "Option 66 is treacherous: where the DHCP server sends option 15 (domain) as well, the phone appends it to the address. Use option 114.",
  fr: "L'option 66 est piégeuse : si le serveur DHCP envoie aussi l'option 15 (domaine), le téléphone l'ajoute à l'adresse. Utilisez l'option 114.",
};
const NO_66_ON_N720 = {
  de: "Option 66 ist beim N720 ab Werk aus; Option 114 wirkt.",
  en: "On the N720 option 66 is off from the factory; option 114 works.",
  fr: "Sur le N720, l'option 66 est désactivée d'usine ; l'option 114 fonctionne.",
};
const OPTION_66_SINCE = {
  de: "Option 66 kennt das N510 erst ab Softwarestand 226; ab 242 bis 245 ist sie ab Werk an.",
  en: "The N510 knows option 66 from software 226 on; from 242 to 245 on it is on from the factory.",
  fr: "Le N510 connaît l'option 66 à partir du logiciel 226 ; à partir de 242 à 245, elle est activée d'usine.",
};
const ALL_IN_ONE = {
  de: "Das N870 kommt in der Rolle Basis aus dem Werk, ohne Webseite und ohne Provisionierung: Stellen Sie es zuerst mit seiner Gerätetaste auf All-in-one.",
  en: "The N870 leaves the factory in the role base, without web page and provisioning: set it to All-in-one with its device key first.",
  fr: "Le N870 sort d'usine dans le rôle base, sans page web ni provisionnement : passez-le d'abord en All-in-one avec la touche de l'appareil.",
};
const NOT_OVERWRITTEN = {
  de: "Eine Adresse von SIP PnP überschreibt setting_URL auf der Webseite nicht; sie gilt nur für diesen Start.",
  en: "An address from SIP PnP does not overwrite setting_URL on the web page; it counts for that start only.",
  fr: "Une adresse reçue par SIP PnP ne remplace pas setting_URL sur la page web ; elle ne vaut que pour ce démarrage.",
};

// The order is from a manual of 2013 for N510 and N720; for the others it is assumed.
const FAMILIES: Readonly<Record<string, ByHand>> = {
  n510: {
    login: "0000 (PIN)",
    search: { steps: STEPS, isConfirmed: true },
    switches: [],
    notes: [RECHECKS, SHORT_URL, OPTION_66_SINCE],
  },
  n720: {
    search: { steps: STEPS, isConfirmed: true },
    switches: [],
    notes: [RECHECKS, SHORT_URL, NO_66_ON_N720],
  },
  mx: {
    search: { steps: STEPS, isConfirmed: false },
    switches: [{ setting: "NET.IP.IPv4.DHCP.Options.Disabled", value: "", effect: "dhcp" }],
    notes: [RECHECKS, SHORT_URL, OPTION_15],
  },
  nx: {
    search: { steps: STEPS, isConfirmed: false },
    switches: [{ setting: "SystemSettings.global.SipMulticastEnabled", value: "1", effect: "pnp" }],
    notes: [RECHECKS, SHORT_URL],
  },
  p: {
    field: "setting_URL",
    resetHint: RESET_BY_CHECK_SYNC,
    search: { steps: ["redirect", "pnp", "dhcp-114", "dhcp-66", "tr69"], isConfirmed: true },
    switches: DESK_SWITCHES.map((row) =>
      row.effect === "order" ? { ...row, value: "redirection:stop pnp:stop dhcp114:stop dhcp:stop tr69:stop" } : row,
    ),
    notes: [NOT_OVERWRITTEN],
  },
};

/** Undefined for models without a configuration. */
export function byHand(modelName: string): ByHand | undefined {
  const model = MODELS[modelName];
  const found = model === undefined || model.unsupported !== undefined ? undefined : FAMILIES[model.family];
  return found !== undefined && modelName.startsWith("N870")
    ? { ...found, notes: [ALL_IN_ONE, ...(found.notes ?? [])] }
    : found;
}
