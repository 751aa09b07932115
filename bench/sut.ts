// The daemon as the server under test of a yardstick: seeds BENCH_N phones into a folder of its own, then serves.
//   HTTP at 127.0.0.1:8081, TFTP at 127.0.0.1:6903. BENCH_DIR: where the folder is made (else the system's temporary one).
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seedDataDir } from "./seed.ts";

const count = Number(process.env.BENCH_N ?? 1000);
const dataDir = join(process.env.BENCH_DIR ?? tmpdir(), `offhook-sut-${count}`);
if (!existsSync(dataDir)) await seedDataDir(dataDir, count, "closed");

Object.assign(process.env, {
  OFFHOOK_DATA_DIR: dataDir,
  OFFHOOK_HTTP: process.env.SUT_HTTP_ADDRESS ?? "127.0.0.1:8081",
  OFFHOOK_TFTP: "127.0.0.1:6903",
  OFFHOOK_HTTPS: process.env.SUT_HTTPS_ADDRESS ?? "off",
  OFFHOOK_STAFF: "127.0.0.1:0",
  OFFHOOK_PNP: process.env.SUT_PNP_INTERFACES ?? "off",
});
const { serve } = await import("../src/main.ts");
await serve();
