import { plural } from "./plural.ts";

export const overview = {
  overview: {
    title: "Overview",
    find: "Find a phone",
    waitingTitle: "Waiting for a decision",
    waitingCount: (count: number) => `${plural(count, "phone waits", "phones wait")} to be admitted`,
    troubleTitle: "Needs attention",
    troubleNone: "No phone is reported as not registered.",
    lastTitle: "Latest events",
    stagesTitle: "How far phones have come",
    stages: {
      admitted: "admitted, never asked",
      waiting: "passwords wait",
      provisioned: "provisioned",
      registered: "registered",
      unregistered: "not registered",
    },
    total: "All phones",
    vendorsTitle: "By manufacturer",
    stormTitle: "Last boot storm",
    stormNone: "Within the last day, not many phones asked at the same time.",
    storm: (count: number, written: string, length: string) =>
      `${plural(count, "phone", "phones").replace(String(count), written)} asked within ${length}.`,
    stormMost: (count: string) => `– at most ${count} in a minute`,
    alarmsTitle: "Alarms",
    alarmsNone: "Nothing is wrong.",
    alarms: {
      guard: (count: number) =>
        `${plural(count, "address asks", "addresses ask")} for phones that are not admitted, and ${count === 1 ? "is" : "are"} slowed down or held back.`,
      "rival-pnp": (address: string) => `Another server, ${address}, answers phones that search by SIP PnP.`,
      "rival-dhcp": (address: string) => `Another DHCP server, ${address}, answers phones.`,
      certificate: (subject: string, days: number) =>
        `The certificate ${subject} runs out in ${plural(days, "day", "days")}.`,
      certificateOver: (subject: string) => `The certificate ${subject} has run out.`,
      link: (pbx: string, count: number) =>
        `PBX ${pbx} cannot be told of changes${count === 0 ? "" : `: ${plural(count, "change", "changes")} failed`}.`,
      silent: (pbx: string) => `PBX ${pbx} does not say who is registered.`,
      rollout: (pbx: string) => `A roll-out of firmware at ${pbx} was halted: too many phones did not come back.`,
      rotation: (pbx: string) => `The change of SIP passwords at ${pbx} is stalled: phones do not come back.`,
    },
  },
};
