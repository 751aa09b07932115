/** gigaset.md §7: these devices know HTTP digest with MD5 only, and must not be offered anything else. */
export const MD5_ONLY = ["digest-md5"] as const;
