import type { Vendor } from "../provisioning/vendor.ts";
import { gigaset } from "./gigaset/index.ts";
import { snom } from "./snom/index.ts";
import { yealink } from "./yealink/index.ts";

/** Every maker of phones that this server knows. */
export const vendors: readonly Vendor[] = [snom, yealink, gigaset];
