/** The reason for most settings that a family cannot take. */
export const NO_NAME_KNOWN = "no source names a setting for it";
