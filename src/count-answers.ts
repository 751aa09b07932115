import type { PhoneAnswerer } from "./provisioning/answer-phone.ts";
import type { createSelfMark } from "./servers/doctor/self-mark.ts";
import type { Metrics } from "./staff/metrics.ts";

/** What the phones' doors ask: each answer is counted, and the doctor's own question is none of a phone. */
export function countAnswers(
  answerer: PhoneAnswerer,
  selfMark: ReturnType<typeof createSelfMark>,
  metrics: Metrics,
): PhoneAnswerer {
  return {
    async answer(request) {
      const marked = selfMark.answer(request);
      if (marked !== undefined) return marked;
      try {
        const given = await answerer.answer(request);
        metrics.countAnswer(request, given);
        return given;
      } catch (error) {
        metrics.countFault(request);
        throw error;
      }
    },
    recall(request) {
      const given = answerer.recall(request);
      if (given !== undefined) metrics.countAnswer(request, given);
      return given;
    },
  };
}
