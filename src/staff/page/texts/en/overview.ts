import { plural } from "./plural.ts";

export const overview = {
  overview: {
    title: "Overview",
    find: "Find a phone",
    waitingTitle: "Waiting for a decision",
    waitingCount: (count: number, more: boolean) =>
      `${more ? "More than " : ""}${plural(count, "phone waits", "phones wait")} to be admitted`,
    troubleTitle: "Needs attention",
    troubleNone: "No phone is reported as not registered.",
    lastTitle: "Latest events",
    statesTitle: "Registration",
    count: (count: number, more: boolean) => (more ? `more than ${count}` : String(count)),
  },
};
