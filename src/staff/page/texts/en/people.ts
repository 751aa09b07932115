export const people = {
  events: {
    title: "Events",
    caption: "What happened, the newest first",
    searchLabel: "Search in events",
    at: "Time",
    what: "Event",
    who: "Phone or person",
    level: "Weight",
    levels: { debug: "detail", info: "note", warn: "warning", error: "error" },
    door: "Door",
    empty: "Nothing has happened.",
  },
  doctor: {
    title: "Self-check",
    intro: "Looks at this machine, its network and its settings. Takes a few seconds.",
    run: "Check again",
    running: "Checking …",
    checked: "Checked",
    good: "Nothing is wrong.",
  },
};
