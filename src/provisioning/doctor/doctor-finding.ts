import { type Finding, type FindingText, localise } from "../findings.ts";
import type { Language } from "../language.ts";
import { CERTIFICATE_SEVERITIES, CERTIFICATE_TEXTS, type CertificateCodes } from "./certificate-texts.ts";
import { CLOCK_SEVERITIES, CLOCK_TEXTS, type ClockCodes } from "./clock-texts.ts";
import { DATA_SEVERITIES, DATA_TEXTS, type DataCodes } from "./data-texts.ts";
import { DHCP_SEVERITIES, DHCP_TEXTS, type DhcpCodes } from "./dhcp-texts.ts";
import { NETWORK_SEVERITIES, NETWORK_TEXTS, type NetworkCodes } from "./network-texts.ts";
import { PNP_SEVERITIES, PNP_TEXTS, type PnpCodes } from "./pnp-texts.ts";
import { PORT_SEVERITIES, PORT_TEXTS, type PortCodes } from "./port-texts.ts";
import { REACH_SEVERITIES, REACH_TEXTS, type ReachCodes } from "./reach-texts.ts";
import { RUN_SEVERITIES, RUN_TEXTS, type RunCodes } from "./run-texts.ts";
import { TEMPLATE_SEVERITIES, TEMPLATE_TEXTS, type TemplateCodes } from "./template-texts.ts";

/** Everything that the self-check can find, with what its sentences are filled with. */
export type DoctorCodes = NetworkCodes &
  PnpCodes &
  PortCodes &
  ReachCodes &
  CertificateCodes &
  DhcpCodes &
  ClockCodes &
  DataCodes &
  TemplateCodes &
  RunCodes;
export type DoctorFinding = Finding<DoctorCodes>;

export const DOCTOR_SEVERITIES = {
  ...NETWORK_SEVERITIES,
  ...PNP_SEVERITIES,
  ...PORT_SEVERITIES,
  ...REACH_SEVERITIES,
  ...CERTIFICATE_SEVERITIES,
  ...DHCP_SEVERITIES,
  ...CLOCK_SEVERITIES,
  ...DATA_SEVERITIES,
  ...TEMPLATE_SEVERITIES,
  ...RUN_SEVERITIES,
};

function textsIn(language: Language) {
  return {
    ...NETWORK_TEXTS[language],
    ...PNP_TEXTS[language],
    ...PORT_TEXTS[language],
    ...REACH_TEXTS[language],
    ...CERTIFICATE_TEXTS[language],
    ...DHCP_TEXTS[language],
    ...CLOCK_TEXTS[language],
    ...DATA_TEXTS[language],
    ...TEMPLATE_TEXTS[language],
    ...RUN_TEXTS[language],
  };
}

export const DOCTOR_TEXTS = { de: textsIn("de"), en: textsIn("en"), fr: textsIn("fr") };

/** How grave a finding is follows from its code. */
export function found<Code extends keyof DoctorCodes>(code: Code, params: DoctorCodes[Code]): DoctorFinding {
  return { code, severity: DOCTOR_SEVERITIES[code], params } as DoctorFinding;
}

export function sayFinding(finding: DoctorFinding, language: Language): FindingText {
  return localise<DoctorCodes>(finding, DOCTOR_TEXTS, language);
}
