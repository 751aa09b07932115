import type { ByHand } from "../../provisioning/vendor.ts";
import { models } from "./models.ts";

// yealink.md §1.1 (where it looks), §1.6 (when), §4.2 (`static.` since V80), §4.4 (log-in), §7.5 (AutoP), §12 (what survives a reset).

const OLDER_PRIORITY = {
  de: "Fest steht nur: SIP PnP geht der gespeicherten Adresse vor, und eigene DHCP-Option vor 66 vor 43. Wo der Redirect-Dienst (RPS) steht, sagen die Quellen verschieden.",
  en: "Only this is certain: SIP PnP goes before the stored address, and a custom DHCP option before 66 before 43. Sources differ about the place of the redirect service (RPS).",
  fr: "Seul ceci est certain : SIP PnP passe avant l'adresse enregistrée, et l'option DHCP personnalisée avant 66 avant 43. Les sources divergent sur la place du service de redirection (RPS).",
};
const RPS_LOCK = {
  de: "Ein gebrauchtes Telefon fragt auch nach dem Zurücksetzen beim Redirect-Dienst seines früheren Besitzers an; nur dieser kann die MAC dort freigeben.",
  en: "A second-hand phone keeps asking its former owner's account at the redirect service after a reset; only that owner can release the MAC there.",
  fr: "Un téléphone d'occasion continue d'interroger le compte de son ancien propriétaire au service de redirection, même après réinitialisation ; seul celui-ci peut y libérer l'adresse MAC.",
};
const STICKY_URL = {
  de: "Eine Adresse, die ein Händler in die eigenen Werkseinstellungen gelegt hat, überlebt manches Zurücksetzen.",
  en: "An address that a reseller put into a custom factory configuration survives some resets.",
  fr: "Une adresse placée par un revendeur dans une configuration d'usine personnalisée survit à certaines réinitialisations.",
};
const MAY_ASK = {
  de: "AutoP ist an einem T53W bestätigt; beim ersten Mal kann das Telefon fragen, ob Fernsteuerung erlaubt ist (features.action_uri_limit_ip).",
  en: "AutoP is confirmed on a T53W; the first time the phone may ask whether remote control is allowed (features.action_uri_limit_ip).",
  fr: "AutoP est confirmé sur un T53W ; la première fois, le téléphone peut demander si la commande à distance est autorisée (features.action_uri_limit_ip).",
};
const DM_ONLY = {
  de: "Im Verbund bekommt nur das Gerät in der Rolle DM Konten; richten Sie die Rolle zuerst am Gerät ein.",
  en: "In a multi-cell system only the device in DM role gets accounts; give it its role first.",
  fr: "Dans un système multicellulaire, seul l'appareil dans le rôle DM reçoit des comptes ; attribuez-lui d'abord ce rôle.",
};

/** Of phones: no source tells of such a key on bases and Wi-Fi handsets. */
const RESET_BY_KEY: NonNullable<ByHand["resetHint"]> = {
  de: "Das Telefon lässt sich mit einer Taste zurücksetzen (und fragt nach einem Kennwort, wenn features.factory_pwd_enable an ist); welche Taste, ist nicht bestätigt.",
  en: "The phone can be reset by a key (and asks for a password if features.factory_pwd_enable is on); which key is not confirmed.",
  fr: "Le téléphone se réinitialise par une touche (et demande un mot de passe si features.factory_pwd_enable est activé) ; la touche n'est pas confirmée.",
};

const LOCAL_STEPS = ["pnp", "dhcp-custom", "dhcp-66", "dhcp-43", "stored"] as const;

/** Since V80 device settings begin with `static.`. */
function phone(prefix: "" | "static.", hasRedirect: boolean): ByHand {
  const redirect = [{ setting: `${prefix}zero_touch.enable`, value: "1", effect: "redirect" }] as const;
  const atStart = [{ setting: "static.auto_provision.power_on", value: "1", effect: "at-start" }] as const;
  return {
    field: `${prefix}auto_provision.server.url`,
    login: "admin / admin",
    search: { steps: hasRedirect ? [...LOCAL_STEPS, "redirect"] : LOCAL_STEPS, isConfirmed: false },
    switches: [
      { setting: `${prefix}auto_provision.pnp_enable`, value: "1", effect: "pnp" },
      { setting: `${prefix}auto_provision.dhcp_option.enable`, value: "1", effect: "dhcp" },
      // V7x calls it otherwise, with values that no source tells (yealink.md §1.6).
      ...(prefix === "" ? [] : atStart),
      ...(hasRedirect ? redirect : []),
    ],
    notes: [OLDER_PRIORITY, ...(hasRedirect ? [RPS_LOCK] : []), STICKY_URL],
  };
}

/** Undefined for models without a configuration. */
export function byHand(modelName: string): ByHand | undefined {
  const model = models[modelName];
  if (model === undefined || model.unsupported !== undefined) return undefined;
  const { family, zeroTouch = [] } = model;
  const base = phone(family.startsWith("v7x") ? "" : "static.", zeroTouch.includes("redirect"));
  if (family.startsWith("desk-"))
    return {
      ...base,
      resetHint: RESET_BY_KEY,
      fetchPage: "/servlet?key=AutoP",
      notes: [...(base.notes ?? []), MAY_ASK],
    };
  if (family === "wifi-handset") return base;
  if (!family.startsWith("dect")) return { ...base, resetHint: RESET_BY_KEY };
  return /^W[789]\d(?:DM|B)$/.test(modelName) ? { ...base, notes: [...(base.notes ?? []), DM_ONLY] } : base;
}
