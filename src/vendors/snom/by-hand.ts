import type { ByHand } from "../../provisioning/vendor.ts";
import { isDect } from "./families.ts";
import { models } from "./models.ts";

// snom.md §1.1 (order), §1.7 (pages of the web server, check-sync, update_policy), §9.1 (DECT).

/** Also what phones of another brand with Snom's firmware do. */
export const DESK_SWITCHES: ByHand["switches"] = [
  { setting: "pnp_config", value: "on", effect: "pnp" },
  { setting: "provisioning_order", value: "redirection:stop pnp:stop dhcp:stop tr69:stop", effect: "order" },
  { setting: "update_policy", value: "settings_only", effect: "download" },
];

export const RESET_BY_CHECK_SYNC: NonNullable<ByHand["resetHint"]> = {
  de: "Ab Firmware 10.1.180 setzt sich ein Telefon, das provisioniert war, auch beim nächsten SIP-check-sync zurück, wenn die Einstellung checksync_action auf factory-reset steht.",
  en: "From firmware 10.1.180 on, a phone that was provisioned also resets itself at the next SIP check-sync when its setting checksync_action is factory-reset.",
  fr: "À partir du micrologiciel 10.1.180, un téléphone déjà provisionné se réinitialise aussi au prochain check-sync SIP lorsque son réglage checksync_action vaut factory-reset.",
};

const OLDER_ORDER = {
  de: "Firmware vor 8.7.3 sucht in anderer Reihenfolge: SIP PnP, DHCP, gespeicherte Adresse, Redirect-Dienst.",
  en: "Firmware before 8.7.3 searches in another order: SIP PnP, DHCP, stored address, redirect service.",
  fr: "Un micrologiciel antérieur à 8.7.3 cherche dans un autre ordre : SIP PnP, DHCP, adresse enregistrée, service de redirection.",
};
const NOT_STORED = {
  de: "Eine Adresse von SIP PnP oder DHCP gilt nur für diesen Start; erst die Konfiguration von Offhook speichert sie im Telefon.",
  en: "An address from SIP PnP or DHCP counts for that start only; Offhook's configuration is what stores it in the phone.",
  fr: "Une adresse reçue par SIP PnP ou DHCP ne vaut que pour ce démarrage ; c'est la configuration d'Offhook qui l'enregistre dans le téléphone.",
};
const NEEDS_DNS = {
  de: "Das D715 braucht im DHCP-Angebot auch die Option 6 (DNS), sonst holt es nichts.",
  en: "The D715 needs option 6 (DNS) in the DHCP offer as well, or it fetches nothing.",
  fr: "Le D715 a aussi besoin de l'option 6 (DNS) dans l'offre DHCP, sinon il ne télécharge rien.",
};

const DESK: ByHand = {
  page: "/advanced_update.htm",
  field: "setting_server",
  restartPage: "/advanced.htm?reboot=Reboot",
  resetHint: RESET_BY_CHECK_SYNC,
  search: { steps: ["redirect", "pnp", "dhcp", "tr69"], isConfirmed: true },
  switches: DESK_SWITCHES,
  notes: [NOT_STORED, OLDER_ORDER],
};

/** Their web server no longer knows these pages, and no source names the new one's. */
const D8XX: ByHand = {
  field: "setting_server",
  resetHint: RESET_BY_CHECK_SYNC,
  search: DESK.search,
  switches: DESK_SWITCHES,
  notes: [NOT_STORED],
};

const DECT: ByHand = {
  field: "setting_server",
  login: "admin / admin",
  search: { steps: ["pnp", "dhcp-66", "redirect"], isConfirmed: false },
  switches: [{ setting: "pnp_config", value: "on", effect: "pnp" }],
};

/** Undefined for models without a configuration. */
export function byHand(modelName: string): ByHand | undefined {
  const model = models[modelName];
  if (model === undefined || model.unsupported !== undefined) return undefined;
  if (isDect(model.family)) return DECT;
  if (/^D8\d\d/.test(modelName)) return D8XX;
  return modelName === "D715" ? { ...DESK, notes: [NOT_STORED, OLDER_ORDER, NEEDS_DNS] } : DESK;
}
