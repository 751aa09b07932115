import { LIVE_STATES } from "../phone-command.ts";
import { backTo, linkTo, type MenuCall, type MenuPage, message } from "./menu-page.ts";
import type { MenuSources } from "./menu-sources.ts";

/** So long after one command the next one is refused: whoever presses twice means once. */
const QUIET_MS = 60_000;
const ACTOR = "phone menu";

/** The question. What fetches pages ahead comes no further than this from the first page. */
const ASK: MenuPage = {
  name: "again",
  entry: (call) => linkTo(call, call.texts.provisionAgain, "again"),
  show: (call) => ({
    ...{ kind: "menu", title: call.texts.provisionAgain, back: backTo(call) },
    entries: [linkTo(call, call.texts.notNow, ""), linkTo(call, call.texts.fetchNow, "again-now")],
  }),
};

const DO: MenuPage = {
  name: "again-now",
  async show(call, sources) {
    const { texts } = call;
    const words = call.mayAct ? texts[await tell(call, sources)] : texts.isUnderWay;
    return message(call, texts.provisionAgain, words);
  },
};

/** One at a time; on other daemons the command itself tells that there is one. */
async function tell(
  { phone, address, door }: MenuCall,
  { store, clock, record, resync, telling }: MenuSources,
): Promise<"isTold" | "isUnderWay" | "cannotBeTold"> {
  const { mac, pbxId } = phone;
  if (telling.has(mac)) return "isUnderWay";
  telling.add(mac);
  try {
    const [last] = (await store.listCommands({ mac, pbxIds: [pbxId], limit: 1 })).items;
    const isLive = last !== undefined && LIVE_STATES.some((state) => state === last.state);
    if (isLive || (last !== undefined && clock() - last.createdAt < QUIET_MS)) return "isUnderWay";
    const command = await resync(mac, ACTOR);
    if (command === undefined) return "cannotBeTold";
    const about = { at: clock(), mac, pbx: pbxId, address, door, actor: ACTOR };
    record({ ...about, name: "resync-requested", detail: { command } });
    return "isTold";
  } finally {
    telling.delete(mac);
  }
}

export const AGAIN_PAGES: readonly MenuPage[] = [ASK, DO];
