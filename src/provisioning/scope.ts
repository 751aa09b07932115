/** Whose PBXs somebody may see: those of these customers, and these. Null, where a scope may be null: all there are. */
export type Scope = { customers: readonly string[]; pbxs: readonly string[] };

/** What a scope names and is not there. */
export type UnknownScope = "unknown-pbx" | "unknown-customer";
