export { faults } from "../en/faults.ts";
