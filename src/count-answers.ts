import type { PhoneAnswerer } from "./provisioning/answer-phone.ts";
import type { ReceiveUpload } from "./provisioning/receive-upload.ts";
import type { createSelfMark } from "./servers/doctor/self-mark.ts";
import type { TftpServer } from "./servers/tftp.ts";
import type { Metrics } from "./staff/metrics.ts";

/** What the phones' doors ask: each answer is counted, and the doctor's own question is none of a phone. */
export function countAnswers(
  answerer: PhoneAnswerer & { receive: ReceiveUpload },
  selfMark: ReturnType<typeof createSelfMark>,
  metrics: Metrics,
): PhoneAnswerer & { receive: ReceiveUpload } {
  function counted<Given extends Awaited<ReturnType<PhoneAnswerer["answer"] | ReceiveUpload>>>(
    give: (request: Parameters<ReceiveUpload>[0]) => Promise<Given>,
  ): (request: Parameters<ReceiveUpload>[0]) => Promise<Given> {
    return async (request) => {
      try {
        const given = await give(request);
        metrics.countAnswer(request, given);
        return given;
      } catch (error) {
        metrics.countFault(request);
        throw error;
      }
    };
  }

  const answer = counted(answerer.answer);
  return {
    answer: async (request) => selfMark.answer(request) ?? answer(request),
    recall(request) {
      const given = answerer.recall(request);
      if (given !== undefined) metrics.countAnswer(request, given);
      return given;
    },
    receive: counted(answerer.receive),
  };
}

export function watchTftp(metrics: Metrics, tftp: TftpServer | undefined): void {
  if (tftp === undefined) return;
  for (const name of ["active", "completed", "failed", "malformed", "refused"] as const) {
    metrics.watch(`offhook_tftp_${name}`, `TFTP transfers or packets: ${name}`, () => tftp.counters()[name]);
  }
}
