import type { Page, PageQuery } from "./ports.ts";

/** Whose PBXs are whose. */
export type Customer = {
  /** Any line of text: before customers had rows of their own, PBXs held such texts. */
  id: string;
  name: string;
  revision: number;
  createdAt: number;
  updatedAt: number;
};
type NewCustomer = Pick<Customer, "id" | "name">;

export type CustomerStore = {
  createCustomer(customer: NewCustomer): Promise<Customer | "customer-exists">;
  findCustomer(id: string): Promise<Customer | undefined>;
  /** Of `ids` where given. */
  listCustomers(query: PageQuery & { ids?: readonly string[] | undefined }): Promise<Page<Customer>>;
  updateCustomer(
    id: string,
    patch: Partial<Pick<Customer, "name">>,
    expectedRevision?: number,
  ): Promise<Customer | "not-found" | "stale">;
  /** In use: a PBX is theirs, or a key or a person is bound to them. */
  deleteCustomer(id: string, expectedRevision?: number): Promise<"deleted" | "not-found" | "stale" | "customer-in-use">;
  /** The PBXs of these customers. */
  listPbxIdsOf(customers: readonly string[]): Promise<string[]>;
};
