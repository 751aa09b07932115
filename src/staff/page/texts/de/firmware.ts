export { firmware } from "../en/firmware.ts";
