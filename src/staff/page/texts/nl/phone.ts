export { phone } from "../en/phone.ts";
