export { templates } from "../en/templates.ts";
