import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { EventName } from "../provisioning/events.ts";
import type { Person } from "../provisioning/person.ts";
import { createQuietPeriod } from "../provisioning/quiet-period.ts";
import { hashKey } from "./api-keys.ts";
import { signedInOf } from "./authenticate.ts";
import type { StaffDeps } from "./context.ts";
import { createPasswordHasher, TooBusyError } from "./password-hash.ts";
import { Problem } from "./problems.ts";
import { createSignInBrake, type Lane, sourceOf } from "./sign-in-brake.ts";
import { readRecoveryCode, stepOfCode } from "./totp.ts";

type Tried = { login: string; password: string; code?: string | undefined };

export type SignIn = {
  /** Who that is. Rejects with one and the same problem whatever is wrong. */
  signIn(tried: Tried, request: FastifyRequest, reply: FastifyReply): Promise<Person>;
  /** Asks who is signed in for the password once more, and for a code where one is set up. */
  confirm(tried: Omit<Tried, "login">, request: FastifyRequest, reply: FastifyReply): Promise<Person>;
  /** Lets a person's first code be tried; `codeWasRight` afterwards. */
  brakeCode(personId: string, reply: FastifyReply): Promise<void>;
  codeWasRight(personId: string): void;
  /** Lets a link be tried. */
  brakeLink(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  hash(password: string, reply: FastifyReply): Promise<string>;
};

const REFUSALS_QUIET_MS = 60_000;
const BUSY_SECONDS = 2;
const MOST_KNOWN = 10_000;
/** A site's people share an address. */
const ADDRESS_LANE = { free: 20, longestMs: 10_000 };
const LOGIN_LANE = { free: 5, longestMs: 10_000 };
/** Six digits are few: at one code in five minutes, guessing takes years. */
const CODE_LANE = { free: 5, longestMs: 300_000 };

/** Judges passwords and codes. Keeps in memory who failed how often. */
export function createSignIn(deps: StaffDeps): SignIn {
  const { store, clock } = deps;
  const hasher = createPasswordHasher();
  const brake = createSignInBrake(clock, deps.signIn.wait ?? sleep);
  const isNews = createQuietPeriod<string>(REFUSALS_QUIET_MS);
  /** Logins with the addresses where they signed in: strangers who guess slow each other, not these. */
  const known = new Set<string>();

  async function brakeAt(lanes: readonly Lane[], reply: FastifyReply): Promise<void> {
    const delay = await brake.enter(lanes);
    if (delay === "entered") return;
    reply.header("retry-after", Math.ceil(delay / 1000));
    throw new Problem("too-many-attempts", "Too many attempts failed; try again later");
  }

  async function whenFree<T>(reply: FastifyReply, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TooBusyError)) throw error;
      reply.header("retry-after", BUSY_SECONDS);
      throw new Problem("too-many-attempts", "Too many people sign in at this moment; try again in a few seconds");
    }
  }

  /** Records that it failed, without the login where nobody has it: it may be a password that was typed in the wrong place. */
  async function refused(request: FastifyRequest, person: Person | undefined): Promise<Problem> {
    if (isNews(sourceOf(request.ip), clock())) {
      await deps.recordEvent({
        name: "sign-in-refused",
        at: clock(),
        address: request.ip,
        door: "staff",
        ...(person === undefined ? {} : { actor: person.login }),
      });
    }
    return new Problem("sign-in-failed", "Login, password or code is wrong");
  }

  function recordOwn(name: EventName, request: FastifyRequest, person: Person): Promise<void> {
    return deps.recordEvent({ name, at: clock(), address: request.ip, door: "staff", actor: person.login });
  }

  async function isRightCode(person: Person, code: string, request: FastifyRequest): Promise<boolean> {
    const recovery = readRecoveryCode(code);
    if (recovery !== undefined) {
      const isRight = await store.useRecoveryCode(person.id, hashKey(recovery));
      if (isRight) await recordOwn("recovery-code-used", request, person);
      return isRight;
    }
    const secondFactor = await store.findSecondFactor(person.id);
    const step = secondFactor && stepOfCode(code, secondFactor.secret.reveal(), clock());
    return step !== undefined && (await store.useStep(person.id, step));
  }

  async function judge({ password, code, ...tried }: Tried, request: FastifyRequest, reply: FastifyReply) {
    const login = tried.login.toLowerCase();
    const source = sourceOf(request.ip);
    const acquaintance = `${login} ${source}`;
    const isKnown = known.has(acquaintance);
    const loginLane = isKnown ? `known:${acquaintance}` : `login:${login}`;
    const codeLane = isKnown ? `code:${acquaintance}` : `code:${login}`;
    const addressLane = `address:${source}`;
    await brakeAt(
      [
        { name: addressLane, ...ADDRESS_LANE },
        { name: loginLane, ...LOGIN_LANE },
      ],
      reply,
    );
    const found = await store.findCredentials(login);
    const passwordHash = found === undefined || found.person.isDisabled ? null : found.passwordHash;
    const isRight = await whenFree(reply, () => hasher.verify(password, passwordHash));
    if (found === undefined || passwordHash === null || !isRight) throw await refused(request, found?.person);
    const { person } = found;
    if (person.hasSecondFactor) {
      if (code === undefined) throw new Problem("code-required", "Send a code of the second factor too");
      await brakeAt([{ name: codeLane, ...CODE_LANE }], reply);
      if (!(await isRightCode(person, code, request))) throw await refused(request, person);
    }
    brake.forgive([loginLane, codeLane]);
    brake.uncount(addressLane);
    known.delete(acquaintance);
    known.add(acquaintance);
    for (const oldest of known) {
      if (known.size <= MOST_KNOWN) break;
      known.delete(oldest);
    }
    if (hasher.isOutdated(passwordHash))
      await store.replaceHash(person.id, passwordHash, await whenFree(reply, () => hasher.hash(password)));
    return person;
  }

  return {
    signIn: judge,
    confirm: (tried, request, reply) => judge({ ...tried, login: signedInOf(request).person.login }, request, reply),
    brakeCode: (personId, reply) => brakeAt([{ name: `code:${personId}`, ...CODE_LANE }], reply),
    codeWasRight: (personId) => brake.forgive([`code:${personId}`]),
    brakeLink: (request, reply) => brakeAt([{ name: `link:${sourceOf(request.ip)}`, ...ADDRESS_LANE }], reply),
    hash: (password, reply) => whenFree(reply, () => hasher.hash(password)),
  };
}
