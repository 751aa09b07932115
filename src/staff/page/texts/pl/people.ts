export { people } from "../en/people.ts";
