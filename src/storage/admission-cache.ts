import type { Mac } from "../provisioning/mac.ts";
import type { Pbx } from "../provisioning/pbx.ts";
import type { Admission } from "../provisioning/phone.ts";
import type { ClaimedGrant, Store } from "../provisioning/ports.ts";

const MAX_KEPT = 20_000;

/** After which calls any admission or PBX may be another one. A call that is named neither here nor below changes none. */
const CHANGES = {
  closeExpired: (closed: number) => closed > 0,
  updatePbx: () => true,
  deletePbx: () => true,
  updateProfile: () => true,
  createPhoneBook: () => true,
  updatePhoneBook: () => true,
  deletePhoneBook: () => true,
  createAccount: () => true,
  updateAccount: () => true,
  deleteAccount: () => true,
  createPhone: () => true,
  updatePhone: () => true,
  deletePhone: () => true,
  armGrants: () => true,
  closeGrants: () => true,
  beginRotated: ({ begun, others }: { begun: readonly Mac[]; others: number }) => begun.length + others > 0,
  beginRolled: (begun: number) => begun > 0,
  turnBack: (turned: number) => turned > 0,
  takeSeat: () => true,
  endSeat: (ended: object | undefined) => ended !== undefined,
  endOverdueSeats: (ended: readonly object[]) => ended.length > 0,
} as const satisfies { [Name in keyof Store]?: (result: Awaited<ReturnType<Required<Store>[Name]>>) => boolean };

/**
 * Remembers admissions and PBXs until this store changes anything that they are made of. Only for a database that no other process
 * writes to. What phones themselves cause is forgotten for the phone alone, everything else for all. It is forgotten after the
 * change's commit, and what was being read meanwhile is not kept, so what was read before never outlives it.
 */
export function cacheAdmissions(store: Store): Store {
  const admissions = new Map<Mac, Admission>();
  const macs = new Map<number, Mac>();
  const pbxs = new Map<string, Pbx>();
  /** Whose grant a claim returned: what follows a claim names the grants only. */
  const phones = new WeakMap<ClaimedGrant, number>();
  let changes = 0;

  function forgetAll(): void {
    changes++;
    admissions.clear();
    macs.clear();
    pbxs.clear();
  }

  function forgetMac(mac: Mac): void {
    changes++;
    drop(mac);
  }

  function forgetPhone(phoneId: number): void {
    changes++;
    const mac = macs.get(phoneId);
    if (mac !== undefined) drop(mac);
  }

  function drop(mac: Mac): void {
    const admission = admissions.get(mac);
    if (admission === undefined) return;
    admissions.delete(mac);
    macs.delete(admission.phoneId);
  }

  function keep(admission: Admission): void {
    drop(admission.mac);
    admissions.set(admission.mac, admission);
    macs.set(admission.phoneId, admission.mac);
    const oldest = admissions.keys().next();
    if (admissions.size > MAX_KEPT && oldest.done !== true) drop(oldest.value);
  }

  function forgetPhonesOf(grants: readonly ClaimedGrant[]): void {
    for (const grant of grants) {
      const phoneId = phones.get(grant);
      if (phoneId === undefined) forgetAll();
      else forgetPhone(phoneId);
    }
  }

  const watched = Object.fromEntries(
    Object.entries(CHANGES).map(([name, changes]) => {
      const call = store[name as keyof typeof CHANGES] as (...args: unknown[]) => Promise<never>;
      return [
        name,
        async (...args: unknown[]) => {
          let mayHaveChanged = true;
          try {
            const result = await call(...args);
            mayHaveChanged = changes(result);
            return result;
          } finally {
            if (mayHaveChanged) forgetAll();
          }
        },
      ];
    }),
  );

  return {
    ...store,
    ...watched,

    async claimGrants(claim) {
      try {
        const claimed = await store.claimGrants(claim);
        for (const grant of claimed) phones.set(grant, claim.phoneId);
        return claimed;
      } finally {
        forgetPhone(claim.phoneId);
      }
    },

    noteAuthority: (mac, authority) => store.noteAuthority(mac, authority).finally(() => forgetMac(mac)),

    /** Writes down which windows are over. */
    listGrants: (phoneId) => store.listGrants(phoneId).finally(() => forgetPhone(phoneId)),

    addProof: (phoneId, proof) => store.addProof(phoneId, proof).finally(() => forgetPhone(phoneId)),

    useProof: (phoneId, proofId) => store.useProof(phoneId, proofId).finally(() => forgetPhone(phoneId)),

    rotateProofs: (phoneId, isOver) => store.rotateProofs(phoneId, isOver).finally(() => forgetPhone(phoneId)),

    undoClaim: (grants) => store.undoClaim(grants).finally(() => forgetPhonesOf(grants)),

    confirmDelivery: (grants) => store.confirmDelivery(grants).finally(() => forgetPhonesOf(grants)),

    async record(batch) {
      try {
        await store.record(batch);
      } finally {
        // A phone may have said its model for the first time.
        for (const { mac, model } of batch.visits) if (model !== null) forgetMac(mac);
      }
    },

    async findPbx(id) {
      const known = pbxs.get(id);
      if (known !== undefined) return known;
      const before = changes;
      const pbx = await store.findPbx(id);
      if (pbx !== undefined && changes === before) pbxs.set(id, pbx);
      return pbx;
    },

    recallAdmission: (mac) => admissions.get(mac),

    async findAdmission(mac) {
      const known = admissions.get(mac);
      if (known !== undefined) return known;
      const before = changes;
      const admission = await store.findAdmission(mac);
      if (admission !== undefined && changes === before) keep(admission);
      return admission;
    },
  };
}
