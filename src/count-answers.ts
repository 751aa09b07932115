import type { PhoneAnswerer } from "./provisioning/answer-phone.ts";
import type { createSelfMark } from "./servers/doctor/self-mark.ts";
import type { TftpServer } from "./servers/tftp.ts";
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

export function watchTftp(metrics: Metrics, tftp: TftpServer | undefined): void {
  if (tftp === undefined) return;
  for (const name of ["active", "completed", "failed", "malformed", "refused"] as const) {
    metrics.watch(`offhook_tftp_${name}`, `TFTP transfers or packets: ${name}`, () => tftp.counters()[name]);
  }
}
