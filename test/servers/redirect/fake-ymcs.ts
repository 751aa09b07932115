import { randomBytes } from "node:crypto";
import { type FakeReply, type FakeRequest, type FakeService, hasBasic, startFake } from "./fake-server.ts";

const WINDOW_MS = 300_000;
const DEVICE_FIELDS = ["mac", "serverId", "uniqueServerUrl", "authName", "password", "remark"];

export type FakeYmcs = FakeService & {
  /** What is given from now on ends after this long; those given before have ended. */
  endTokens(expiresInSeconds?: number): void;
  tokensGiven(): number;
};

/** Yealink's YMCS v2 (discovery.md §6.4). */
export async function startFakeYmcs(): Promise<FakeYmcs> {
  const credentials = { username: "ymcs-client-7", password: "ymcs secret: with a colon" };
  const devices = new Map<string, string>();
  const foreign = new Set<string>();
  const tokens = new Set<string>();
  const nonces = new Set<string>();
  let expiresIn = 86_400;
  let given = 0;

  const fake = await startFake((request, refuse) => {
    const bad = findHeaderFault(request, nonces);
    if (bad !== undefined) {
      refuse(bad);
      return problem(400, "900400", bad);
    }
    if (request.target === "/v2/token") {
      if (!hasBasic(request, credentials)) {
        refuse("another client");
        return {
          status: 401,
          body: { code: "900401", error: "invalid_client", message: "Client authentication failed" },
        };
      }
      if (request.body !== '{"grant_type":"client_credentials"}') return problem(400, "70011", "invalid grant type");
      const token = randomBytes(20).toString("hex");
      tokens.add(token);
      given++;
      return { status: 200, body: { access_token: token, token_type: "bearer", expires_in: expiresIn } };
    }
    const [scheme, token = ""] = (request.headers.authorization ?? "").split(" ");
    if (scheme !== "Bearer" || !tokens.has(token)) {
      refuse("no such token");
      return problem(401, "900440", "session expired");
    }
    return answer(request.target, JSON.parse(request.body));
  });

  function answer(target: string, body: unknown): FakeReply {
    switch (target) {
      case "/v2/rps/delDevices": {
        const { deviceIdType, deviceIds, ...more } = body as { deviceIdType: string; deviceIds: string[] };
        if (deviceIdType !== "mac" || Object.keys(more).length > 0) return problem(400, "900400", "bad parameters");
        const errors = deviceIds.flatMap((mac) => {
          if (foreign.has(mac.toUpperCase())) return [{ field: mac, msg: "800004" }];
          return devices.delete(mac.toUpperCase()) ? [] : [{ field: mac, msg: "device not found" }];
        });
        return { status: 200, body: batch(deviceIds.length, errors) };
      }
      case "/v2/rps/addDevicesByMac": {
        const list = body as Record<string, string>[];
        if (!Array.isArray(list) || list.length > 100) return problem(400, "800006", "batch too large");
        const errors = list.flatMap((device) => {
          const { mac = "", uniqueServerUrl } = device;
          const error = (errorInfo: string) => [{ mac, sn: null, errorInfo }];
          if (Object.keys(device).some((name) => !DEVICE_FIELDS.includes(name))) return error("800007");
          if (!/^[0-9a-f]{12}$/.test(mac)) return error("device.mac.invalid");
          if (foreign.has(mac.toUpperCase())) return error("800004");
          if (devices.has(mac.toUpperCase())) return error("800003");
          devices.set(mac.toUpperCase(), uniqueServerUrl ?? "");
          return [];
        });
        return { status: 200, body: batch(list.length, errors) };
      }
      case "/v2/rps/listDevices": {
        const { filter } = body as { filter: { mac: string } };
        const url = devices.get(filter.mac.toUpperCase());
        const data = url === undefined ? [] : [{ id: "d1", mac: filter.mac, sn: "1", uniqueServerUrl: url }];
        return { status: 200, body: { skip: 0, limit: 10, total: data.length, data } };
      }
      default:
        return problem(404, "900404", "not found");
    }
  }

  return Object.assign(fake, {
    credentials,
    devices,
    foreign,
    endTokens: (seconds = 86_400) => {
      tokens.clear();
      expiresIn = seconds;
    },
    tokensGiven: () => given,
  });
}

function findHeaderFault({ method, headers }: FakeRequest, nonces: Set<string>): string | undefined {
  const { timestamp, nonce } = headers;
  if (method !== "POST") return "not a POST";
  if (Math.abs(Number(timestamp) - Date.now()) > WINDOW_MS) return "timestamp outside the window";
  if (typeof nonce !== "string" || !/^[0-9a-f]{32}$/.test(nonce)) return "nonce is not 32 hex digits";
  if (nonces.has(nonce)) return "nonce used before";
  nonces.add(nonce);
  if (headers["content-type"] !== "application/json" || headers.accept !== "application/json") return "not JSON";
  return undefined;
}

function batch(total: number, errors: unknown[]) {
  return { total, successCount: total - errors.length, failureCount: errors.length, errors };
}

function problem(status: number, code: string, message: string): FakeReply {
  return { status, body: { code, requestId: "r1", message, details: [] } };
}
