/** The reason for most settings that a family cannot take. */
export const NO_NAME_KNOWN = "no source names a setting for it";
export const NO_UPLOADS = "no source tells of files that it saves at a server";
