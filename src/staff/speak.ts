import type { FastifyReply, FastifyRequest } from "fastify";
import { chooseLanguage, type Language } from "../provisioning/language.ts";

/** The language of the answer, which says so itself. */
export function speak(request: FastifyRequest, reply: FastifyReply, asked: Language | undefined): Language {
  const language = chooseLanguage(asked, request.headers["accept-language"]);
  reply.header("content-language", language).header("vary", "accept-language");
  return language;
}
