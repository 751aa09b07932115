export { pbxs } from "../en/pbxs.ts";
