/** Words that are the same in another language and in English, and may be. */
export const SAME_AS_ENGLISH: Readonly<Record<string, readonly string[]>> = {
  all: [
    ...["API", "Firmware", "DHCP", "HTTP", "HTTPS", "TFTP", "SIP PnP", "PIN", "Realm", "Port", "Codecs", "Webhook"],
    ...["Kamailio", "Asterisk (PJSIP)", "FreeSWITCH", "Code", "Problem", "Menu", "Version", "Version 3", "Id"],
  ],
  de: ["optional", "Name", "Transport", "Browser", "Variable", "Text", "Transport in pjsip.conf"],
  es: ["no", "Error"],
  fr: [
    ...["Configuration", "Administration", "Page", "Page 3", "Place", "Transport", "Action", "Actions"],
    ...["contacts", "Pixels", "mobile", "3 minutes", "Versions"],
  ],
  nl: [
    ...["Details", "Model", "open", "Pixels", "Transport", "Transport in pjsip.conf", "Database", "Provisioning"],
    ...["Handsets", "Handset 3", "Intercom", "Voicemail", "Login"],
  ],
  pl: ["administrator", "Login", "Model", "problem", "Provisioning", "Transport"],
  sv: ["Administration", "Transport", "problem", "Text"],
};
