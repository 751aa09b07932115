import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const MAC = "0004137447D0";
vi.setConfig({ testTimeout: 60_000 });

let daemon: Daemon;
let dataDir: string;
beforeEach(async () => {
  dataDir = makeDataDir();
  daemon = await startDaemon(dataDir);
});
afterEach(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

test("the daemon asks PBXs by itself, and says of one that cannot tell that nobody knows", async () => {
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  const lines = [{ account: "20", displayName: "20" }];
  await daemon.api("POST", "/api/v1/phones", { mac: MAC, pbx: "main", model: "D785", lines });
  const light = async () => {
    const { json } = await daemon.api("GET", `/api/v1/phones/${MAC}/status`);
    return (json as { light: { colour: string; code: string } }).light;
  };
  expect(await light()).toMatchObject({ colour: "grey", code: "no-link" });
  const body = {
    settings: { kind: "webhook", url: "https://pbx.invalid/hook" },
    credentials: { secret: `whsec_${Buffer.alloc(32, 7).toString("base64")}` },
  };
  const put = await daemon.api("PUT", "/api/v1/pbxs/main/link", body);
  expect(put.status, put.text).toBe(201);
  await vi.waitFor(async () => expect((await light()).code).toBe("cannot-be-asked"), {
    timeout: 10_000,
    interval: 100,
  });
  expect((await light()).colour).toBe("grey");
});
