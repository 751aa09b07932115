import { Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import type { Customer } from "../../provisioning/customer.ts";
import { quote } from "../../provisioning/field-error.ts";
import { canSeeCustomer } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { expectRevision, setEtag, staleProblem } from "../conditional.ts";
import { type Api, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { Problem } from "../problems.ts";
import {
  answerCustomer,
  CustomerAnswer,
  CustomerParams,
  CustomerPatchBody,
  NewCustomerBody,
} from "../schemas/customer.ts";
import {
  answers,
  DEFAULT_PAGE_ITEMS,
  DELETE_PROBLEMS,
  IfMatchHeaders,
  PATCH_PROBLEMS,
  POST_PROBLEMS,
  pageOf,
  SearchQuery,
  toPage,
} from "../schemas/shared.ts";

const tags = ["Customers"];

export function addCustomerRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  async function findCustomerFor(request: FastifyRequest, id: string): Promise<Customer> {
    const customer = canSeeCustomer(callerOf(request), id) ? await store.findCustomer(id) : undefined;
    if (customer === undefined) throw noCustomer(id);
    return customer;
  }

  api.get(
    "/customers",
    {
      schema: {
        tags,
        summary: "List customers",
        querystring: SearchQuery,
        response: answers({ 200: pageOf(CustomerAnswer) }, "invalid-query"),
      },
    },
    async (request) => {
      const { limit = DEFAULT_PAGE_ITEMS, cursor, search } = request.query;
      const ids = callerOf(request).scope?.customers;
      return toPage(await store.listCustomers({ limit, cursor, search, ids }), answerCustomer);
    },
  );

  api.post(
    "/customers",
    {
      schema: {
        tags,
        summary: "Make a customer",
        body: NewCustomerBody,
        response: answers({ 201: CustomerAnswer }, ...POST_PROBLEMS, "customer-exists"),
      },
    },
    async (request, reply) => {
      const { id, name = id } = request.body;
      const customer = await store.createCustomer({ id, name });
      if (customer === "customer-exists") {
        throw new Problem("customer-exists", `There is a customer ${quote(id)} already`, [
          { pointer: "/id", detail: "is taken" },
        ]);
      }
      await recordAction(deps, request, { name: "customer-created", detail: { customer: id } });
      setCreated(reply, "customers", id);
      setEtag(reply, customer.revision);
      return answerCustomer(customer);
    },
  );

  api.get(
    "/customers/:customer",
    {
      schema: {
        tags,
        summary: "Show a customer",
        params: CustomerParams,
        response: answers({ 200: CustomerAnswer }, "not-found"),
      },
    },
    async (request, reply) => {
      const customer = await findCustomerFor(request, request.params.customer);
      setEtag(reply, customer.revision);
      return answerCustomer(customer);
    },
  );

  api.patch(
    "/customers/:customer",
    {
      schema: {
        tags,
        summary: "Change a customer's name",
        params: CustomerParams,
        headers: IfMatchHeaders,
        body: CustomerPatchBody,
        response: answers({ 200: CustomerAnswer }, ...PATCH_PROBLEMS),
      },
    },
    async (request, reply) => {
      const { id, revision } = await findCustomerFor(request, request.params.customer);
      const changed = await store.updateCustomer(id, request.body, expectRevision(request.headers, revision));
      if (changed === "not-found") throw noCustomer(id);
      if (changed === "stale") throw staleProblem();
      const detail = { customer: id, fields: Object.keys(request.body) };
      await recordAction(deps, request, { name: "customer-changed", detail });
      setEtag(reply, changed.revision);
      return answerCustomer(changed);
    },
  );

  api.delete(
    "/customers/:customer",
    {
      schema: {
        tags,
        summary: "Delete a customer that has no PBX, no key and nobody",
        params: CustomerParams,
        headers: IfMatchHeaders,
        response: answers({ 204: Type.Null({ description: "Deleted" }) }, ...DELETE_PROBLEMS, "customer-in-use"),
      },
    },
    async (request, reply) => {
      const { id, revision } = await findCustomerFor(request, request.params.customer);
      const outcome = await store.deleteCustomer(id, expectRevision(request.headers, revision));
      if (outcome === "not-found") throw noCustomer(id);
      if (outcome === "stale") throw staleProblem();
      if (outcome === "customer-in-use")
        throw new Problem("customer-in-use", `PBXs, keys or people belong to the customer ${quote(id)}`);
      await recordAction(deps, request, { name: "customer-deleted", detail: { customer: id } });
      return reply.code(204).send(null);
    },
  );
}

function noCustomer(id: string): Problem {
  return new Problem("not-found", `There is no customer ${quote(id)}`);
}
