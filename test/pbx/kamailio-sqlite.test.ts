import { describe } from "vitest";
import { describeTables } from "./tables-contract.ts";

describe("Kamailio's tables on SQLite", () => describeTables("sqlite"));
