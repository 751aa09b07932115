import type { templates as English } from "../en/templates.ts";

export const templates: typeof English = {};
