/** `check-sync` and its kin. What no source confirms is not sent. */
export type CheckSync = {
  /** Fetch the configuration again. */
  resync: CheckSyncEvent;
  reboot: CheckSyncEvent;
  /** These phones may demand the login of their account before they obey. Absent: no source tells of that, and it is given to nobody. */
  mayChallenge?: true;
  /** Why a phone may not listen to us directly, as a sentence. */
  whyNotDirect?: string;
};
export type CheckSyncEvent =
  | {
      /** The header Event. */
      event: string;
      /** Older firmware does not do it. */
      sinceFirmware?: string;
      /** Only while this stands in its configuration. */
      needsRaw?: { name: string; value: string };
      /** Only when told at an account that is registered. */
      needsRegistration?: true;
    }
  | { whyNot: string };
