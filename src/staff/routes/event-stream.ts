import { Type } from "@fastify/type-provider-typebox";
import { createEventFeed, type FeedNews } from "../../provisioning/event-feed.ts";
import type { StoredEvent } from "../../provisioning/ports.ts";
import { type Caller, pbxScopeOf } from "../access.ts";
import { callerNow, callerOf } from "../authenticate.ts";
import type { Api, StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { answers } from "../schemas/shared.ts";
import { EVENT_STREAM, type EventStream, openEventStream } from "../send-stream.ts";
import { answerEvent } from "./history.ts";

const HELP = `Server-sent events (\`text/event-stream\`), each with JSON as its data: what \`GET /events\` lists for the caller, as it comes, of
every daemon of this database, within about a second.

| event | data |
| --- | --- |
| \`ready\` | \`{}\`; the first one. From here on nothing is passed over |
| \`happened\` | an event as in \`GET /events\` |
| \`gap\` | \`{}\`: more happened than is told one by one (a storm of phones, or what is before the last 200 after \`Last-Event-ID\`). Ask anew for what you show |

With \`Last-Event-ID\`, which browsers send by themselves, it begins after that one. A comment comes every 5 seconds. It ends after ten minutes, with
the session or the key, and when the daemon stops; connect again. Who reads too slowly is disconnected.`;

const WHERE = "GET /api/v1/events/stream";
const STREAMS_IN_ALL = 500;
/** A browser opens no more than six connections to a host. */
const STREAMS_OF_A_CALLER = 20;
const BEAT_EVERY_MS = 5000;
const TOLD_AT_FIRST = 200;

const StreamHeaders = Type.Object({
  "last-event-id": Type.Optional(Type.String({ pattern: "^\\d{1,15}$", description: "The last one that was read" })),
});

export function addEventStreamRoute(api: Api, deps: StaffDeps): void {
  const { store } = deps;
  const feed = createEventFeed(store, (error) => deps.reportFault(asError(error), WHERE));
  const open = new Map<EventStream, string>();
  api.addHook("preClose", async () => {
    for (const stream of open.keys()) stream.end();
  });

  api.get(
    "/events/stream",
    {
      schema: {
        tags: ["History"],
        summary: "Follow what happens",
        description: HELP,
        headers: StreamHeaders,
        response: answers({ 200: EVENT_STREAM }, "invalid-query", "too-many-streams"),
      },
    },
    async (request, reply) => {
      let caller = callerOf(request);
      const own = [...open.values()].filter((keyId) => keyId === caller.keyId);
      if (open.size >= STREAMS_IN_ALL || own.length >= STREAMS_OF_A_CALLER) {
        reply.header("retry-after", "30");
        throw new Problem("too-many-streams", `${own.length} streams of this caller are open, of ${open.size} in all`);
      }
      const { stream, answer } = openEventStream(request, reply);
      open.set(stream, caller.keyId);
      const beat = setInterval(() => {
        stream.beat();
        void callerNow(request).then(
          (now) => {
            if (now === undefined) stream.end();
            else caller = now;
          },
          () => stream.end(),
        );
      }, BEAT_EVERY_MS);
      const ending = setTimeout(stream.end, deps.streams.longestMs);
      stream.onClose(() => {
        open.delete(stream);
        clearInterval(beat);
        clearTimeout(ending);
      });
      const after = request.headers["last-event-id"];
      follow(stream, () => caller, typeof after === "string" ? Number(after) : undefined).catch((error: unknown) => {
        deps.reportFault(asError(error), WHERE);
        stream.end();
      });
      return answer;
    },
  );

  /** What came meanwhile waits until what was before is told. */
  async function follow(stream: EventStream, callerOfNow: () => Caller, after: number | undefined): Promise<void> {
    let waiting: FeedNews[] | undefined = [];
    let last = 0;
    const tell = (events: readonly StoredEvent[]) => {
      const { pbxIds } = callerOfNow();
      for (const event of events) {
        if (pbxIds !== null && (event.pbx === undefined || !pbxIds.has(event.pbx))) continue;
        last = Math.max(last, event.id);
        stream.send({ event: "happened", id: last, data: answerEvent(event) });
      }
    };
    const take = async (news: FeedNews) => {
      if (news !== "gap") return tell(news.events);
      last = await store.lastEventId(pbxScopeOf(callerOfNow()));
      stream.send({ event: "gap", id: last, data: {} });
    };
    const stop = await feed.follow((news) => {
      if (waiting === undefined) void take(news).catch(() => stream.end());
      else waiting.push(news);
    });
    stream.onClose(stop);
    const pbxIds = pbxScopeOf(callerOfNow());
    const newest = await store.lastEventId(pbxIds);
    const missed = after === undefined ? [] : await store.listEventsAfter({ after, pbxIds, limit: TOLD_AT_FIRST + 1 });
    last = after ?? newest;
    stream.send({ event: "ready", id: last, data: {} });
    if (missed.length > TOLD_AT_FIRST) {
      last = newest;
      stream.send({ event: "gap", id: last, data: {} });
    } else tell(missed);
    const told = new Set(missed.map(({ id }) => id));
    for (const news of waiting)
      await take(news === "gap" ? news : { events: news.events.filter(({ id }) => !told.has(id)) });
    waiting = undefined;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
