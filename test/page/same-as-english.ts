/** Words that are the same in another language and in English, and may be. */
export const SAME_AS_ENGLISH: Readonly<Record<string, readonly string[]>> = {
  all: ["API", "Firmware", "DHCP", "Code", "Problem", "Menu"],
  de: ["optional", "Name", "Transport", "Browser", "Variable"],
  es: ["no", "Error"],
  fr: ["Configuration", "Administration", "Page 3", "Transport", "Action", "Actions", "Place"],
  nl: ["Details", "Model", "open", "Transport"],
  pl: ["administrator", "Login", "Model", "problem", "Transport"],
  sv: ["Administration", "Transport", "problem"],
};
/** Parts of the texts whose translation is still on its way. */
export const UNTRANSLATED: readonly string[] = [
  ...["editing", "phoneEdit", "keys", "settings"],
  ...["firmware", "uploads", "rollouts"],
];
