export const firmware = {};
