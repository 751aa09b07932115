import { Type } from "@fastify/type-provider-typebox";
import { quote } from "../../provisioning/field-error.ts";
import type { LanSearch, SearchNews } from "../../provisioning/lan-search.ts";
import type { Caller } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, recordAction, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { answerFound, answerProgress, answerSearch, SearchAnswer, SearchBody } from "../schemas/search.ts";
import { answers, POST_PROBLEMS } from "../schemas/shared.ts";
import { EVENT_STREAM, openEventStream } from "../send-stream.ts";

const tags = ["Search"];
const SearchParams = Type.Object({ id: Type.String({ maxLength: 64 }) });
const EVENTS_HELP = `Server-sent events (\`text/event-stream\`), each with JSON as its data. What was found before is told again at the
beginning, so whoever comes late misses nothing.

| event | data |
| --- | --- |
| \`progress\` | \`{state, asked, toAsk, found}\`, at most four times a second |
| \`found\` | a phone as in the search's \`phones\`; again with the same address when more is known of it |
| \`ended\` | as \`progress\`; the last one, after which the stream ends |`;

export function addSearchRoutes(api: Api, deps: StaffDeps): void {
  const { searches } = deps;

  function find(id: string): LanSearch {
    const search = searches.find(id);
    if (search === undefined) throw new Problem("not-found", `There is no search ${quote(id)}, or none any more`);
    return search;
  }

  api.post(
    "/search",
    {
      schema: {
        tags,
        summary: "Search this machine's networks for phones",
        description:
          "Goes on by itself; read it, or follow its events, under the address in `Location`. The last twenty can be read until the daemon stops. Phones that are not admitted become sightings.",
        body: SearchBody,
        response: answers(
          { 202: SearchAnswer },
          ...POST_PROBLEMS,
          "network-not-private",
          "network-not-on-link",
          "network-too-large",
          "search-running",
        ),
      },
    },
    async (request, reply) => {
      const { network, probe = false } = request.body;
      const search = searches.start({ network, probe });
      if ("refused" in search) {
        const { refused, detail } = search;
        throw new Problem(refused, detail, network === undefined ? [] : [{ pointer: "/network", detail }]);
      }
      const detail = { networks: search.networks, probe, search: search.id };
      await recordAction(deps, request, { name: "search-started", detail });
      reply.code(202).header("location", `/api/v1/search/${search.id}`);
      return answerSearch(search, callerOf(request));
    },
  );

  api.get(
    "/search/:id",
    {
      schema: {
        tags,
        summary: "A search and what it has found",
        params: SearchParams,
        response: answers({ 200: SearchAnswer }, "not-found"),
      },
    },
    async (request) => answerSearch(find(request.params.id), callerOf(request)),
  );

  api.get(
    "/search/:id/events",
    {
      schema: {
        tags,
        summary: "Follow a search",
        description: EVENTS_HELP,
        params: SearchParams,
        response: answers({ 200: EVENT_STREAM }, "not-found"),
      },
    },
    async (request, reply) => {
      const { id } = find(request.params.id);
      const caller = callerOf(request);
      const { stream, answer } = openEventStream(request, reply);
      stream.onClose(
        searches.follow(id, (news) => {
          stream.send({ event: news.event, data: dataOf(news, caller) });
          if (news.event === "ended") stream.end();
        }),
      );
      return answer;
    },
  );

  api.post(
    "/search/:id/cancel",
    {
      schema: {
        tags,
        summary: "End a search; what it has found stays",
        params: SearchParams,
        response: answers({ 200: SearchAnswer }, ...POST_PROBLEMS, "not-found"),
      },
    },
    async (request) => {
      const { id } = find(request.params.id);
      await searches.cancel(id);
      return answerSearch(find(id), callerOf(request));
    },
  );
}

function dataOf(news: SearchNews, caller: Caller) {
  return news.event === "found" ? answerFound(news.phone, caller) : answerProgress(news.search);
}
