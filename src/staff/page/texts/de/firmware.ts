import type { firmware as English } from "../en/firmware.ts";

export const firmware: typeof English = {};
