import { describe } from "vitest";
import { describeFlow } from "./flow-contract.ts";
import { describeTables } from "./tables-contract.ts";

describe("a site with Kamailio on SQLite", () => describeFlow("sqlite"));
describe("Kamailio's tables on SQLite", () => describeTables("sqlite"));
