import { describe } from "vitest";
import { describeFlow } from "./flow-contract.ts";
import { describeTables } from "./tables-contract.ts";

describe("a site with Kamailio on PostgreSQL", () => describeFlow("postgres"));
describe("Kamailio's tables on PostgreSQL", () => describeTables("postgres"));
