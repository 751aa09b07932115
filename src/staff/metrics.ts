import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Answer, PhoneRequest, UploadAnswer } from "../provisioning/request.ts";

export type Metrics = {
  countAnswer(request: PhoneRequest, answer: Answer | UploadAnswer): void;
  countFault(request: PhoneRequest): void;
  /** Registers a number that is read when somebody asks. */
  watch(name: string, help: string, read: () => number): void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
};

/** What `/metrics` shows. No label ever names a phone, an address or a password. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // Counted here and handed over when somebody asks: a labelled counter costs as much as a look into the cache.
  const counts = new Map<string, number>();
  new Counter({
    name: "offhook_phone_answers_total",
    help: "Answers to phones by door and outcome: passwords, file, hosted, open and busy (of files that phones send), the reason of a refusal, or fault",
    labelNames: ["door", "outcome"] as const,
    registers: [registry],
    collect() {
      this.reset();
      for (const [key, count] of counts) {
        const [door = "", outcome = ""] = key.split(" ");
        this.inc({ door, outcome }, count);
      }
    },
  });
  const count = (door: string, outcome: string) => {
    const key = `${door} ${outcome}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  return {
    countAnswer(request, answer) {
      count(request.door, outcomeOf(answer));
    },
    countFault: (request) => count(request.door, "fault"),
    watch(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
    text: () => registry.metrics(),
  };
}

function outcomeOf(answer: Answer | UploadAnswer): string {
  if (answer.outcome !== "file") return answer.outcome === "refused" ? answer.reason : answer.outcome;
  return answer.carriesSecrets ? "passwords" : "file";
}
