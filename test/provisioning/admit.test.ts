import { describe, expect, test } from "vitest";
import { type AdmitFacts, admit, type CredentialsState, type TokenState } from "../../src/provisioning/admit.ts";
import { isNetwork } from "../../src/provisioning/networks.ts";
import { completeAccess, OPEN_ACCESS, type PROOFS } from "../../src/provisioning/pbx-access.ts";

const TOKENS: readonly TokenState[] = ["none", "wrong", "first", "own"];
const CREDENTIALS: readonly CredentialsState[] = ["none", "wrong", "stale", "valid"];
const CERTIFICATES = [
  { isProven: false, mayPass: true },
  { isProven: true, mayPass: true },
  { isProven: false, mayPass: false },
];
const PROOF_LISTS = [[], ["token"], ["credentials"], ["token", "credentials"]] as const;
const INSIDE = "192.0.2.7";
const OUTSIDE = "198.51.100.7";
const INVALID = "not a network";
/** Lists, and whether INSIDE and OUTSIDE may ask. */
const NETWORKS = [
  { allow: [], deny: [], inside: true, outside: true },
  { allow: ["192.0.2.0/24"], deny: [], inside: true, outside: false },
  { allow: [], deny: ["192.0.2.0/24"], inside: false, outside: true },
  { allow: ["192.0.0.0/8"], deny: ["192.0.2.0/29"], inside: false, outside: false },
  { allow: ["2001:db8::/32"], deny: [], inside: false, outside: false },
  { allow: [INVALID], deny: [], inside: false, outside: false },
  { allow: ["192.0.2.0/24", INVALID], deny: [], inside: false, outside: false },
  { allow: ["0.0.0.0/0", "::/0"], deny: [INVALID], inside: false, outside: false },
];

describe("network × token × credentials × certificate", () => {
  test("lets in whoever has all that is asked for, and nobody else", () => {
    let rows = 0;
    for (const { allow, deny, ...may } of NETWORKS)
      for (const place of ["inside", "outside"] as const)
        for (const proof of PROOF_LISTS)
          for (const mode of ["require", "prepare"] as const)
            for (const token of TOKENS)
              for (const credentials of CREDENTIALS)
                for (const certificate of CERTIFICATES)
                  for (const takesCredentials of [true, false]) {
                    const access = { proof: [...proof], mode, allow, deny };
                    const address = place === "inside" ? INSIDE : OUTSIDE;
                    const facts = { access, address, token, credentials, certificate, takesCredentials };
                    const { refused, isProven } = admit(facts);
                    // Said another way than the code does it: every condition by itself.
                    const asks = (name: (typeof PROOFS)[number]) => mode === "require" && access.proof.includes(name);
                    const asksToken = asks("token") || (asks("credentials") && !takesCredentials);
                    const asksLogin = asks("credentials") && takesCredentials;
                    const hasToken = token === "first" || token === "own";
                    const isExpected =
                      may[place] &&
                      certificate.mayPass &&
                      (!asksToken || hasToken) &&
                      (!asksLogin || credentials === "valid" || token === "first");
                    expect(refused === undefined, JSON.stringify(facts)).toBe(isExpected);
                    expect(isProven, JSON.stringify(facts)).toBe(
                      hasToken || credentials === "valid" || certificate.isProven,
                    );
                    rows++;
                  }
    expect(rows).toBe(8 * 2 * 4 * 2 * 4 * 4 * 3 * 2);
  });

  const facts: AdmitFacts = {
    access: OPEN_ACCESS,
    address: INSIDE,
    token: "none",
    credentials: "none",
    certificate: { isProven: false, mayPass: true },
    takesCredentials: true,
  };
  const access = (more: Parameters<typeof completeAccess>[0]) => ({ ...facts, access: completeAccess(more) });

  test("says why in one word, the network first", () => {
    const both = access({ proof: ["token", "credentials"] });
    expect(admit(both).refused).toBe("token-missing");
    expect(admit({ ...both, token: "wrong" }).refused).toBe("token-wrong");
    expect(admit({ ...both, token: "own" }).refused).toBe("credentials-missing");
    expect(admit({ ...both, token: "own", credentials: "wrong" }).refused).toBe("credentials-wrong");
    expect(admit({ ...both, token: "own", credentials: "stale" }).refused).toBe("credentials-stale");
    expect(admit({ ...both, certificate: { isProven: false, mayPass: false } }).refused).toBe("certificate-refused");
    expect(admit({ ...both, access: { ...both.access, deny: ["192.0.2.7/32"] } }).refused).toBe("network-closed");
  });

  test("one proof never stands in for another, but the first token for the login that it brings", () => {
    const login = access({ proof: ["credentials"] });
    expect(admit({ ...login, token: "own" }).refused).toBe("credentials-missing");
    expect(admit({ ...login, certificate: { isProven: true, mayPass: true } }).refused).toBe("credentials-missing");
    expect(admit({ ...login, token: "first" }).refused).toBeUndefined();
    expect(admit({ ...access({ proof: ["token"] }), credentials: "valid" }).refused).toBe("token-missing");
  });

  test("partial credentials never switch authentication off", () => {
    for (const proof of PROOF_LISTS.filter((list) => (list as readonly string[]).includes("credentials")))
      for (const credentials of ["none", "wrong", "stale"] as const)
        for (const token of ["none", "wrong"] as const)
          expect(admit({ ...access({ proof: [...proof] }), credentials, token }).refused).toBeDefined();
  });
});

test("a network is what CIDR says, and nothing that merely looks like it", () => {
  for (const text of ["0.0.0.0/0", "10.1.2.3/8", "192.0.2.7/32", "::/0", "fd00::/8", "2001:db8::1/128", "1::8/16"])
    expect(isNetwork(text), text).toBe(true);
  const wrong = ["", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "010.0.0.0/8", "256.0.0.0/8", "10.0.0.0/08", "10.0.0.0/-1"];
  const mapped = ["::ffff:10.0.0.0/104", "::ffff:a00:0/104"];
  for (const text of [
    ...wrong,
    ...mapped,
    "fd00::/129",
    ":::/0",
    "1:2:3/8",
    "1::2::3/8",
    "g::/8",
    " 10.0.0.0/8",
    "10.0.0.0/8,",
  ])
    expect(isNetwork(text), text).toBe(false);
});
