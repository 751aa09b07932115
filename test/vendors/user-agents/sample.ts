import type { UserAgent } from "../../../src/provisioning/vendor.ts";

/** A User-Agent as a phone sent it, and what it says. */
export type UserAgentSample = { header: string; says: UserAgent };
