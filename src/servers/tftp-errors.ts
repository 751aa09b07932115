import { ERROR_CODES, encodeError } from "../protocols/tftp/packets.ts";

// The ERROR packets of this server, ready to be sent.
export const NOT_FOUND = encodeError(ERROR_CODES.fileNotFound, "File not found");
export const NO_UPLOADS = encodeError(ERROR_CODES.accessViolation, "Access violation");
export const NOT_TAKEN = encodeError(ERROR_CODES.accessViolation, "File refused");
export const TOO_LARGE = encodeError(ERROR_CODES.allocationExceeded, "File too large");
export const NO_MAIL = encodeError(ERROR_CODES.illegalOperation, "Mode not supported");
export const BROKEN = encodeError(ERROR_CODES.illegalOperation, "Illegal TFTP operation");
export const WRONG_TRANSFER_ID = encodeError(ERROR_CODES.unknownTransferId, "Unknown transfer ID");
export const BUSY = encodeError(ERROR_CODES.undefined, "Server busy");
export const TOO_MANY = encodeError(ERROR_CODES.undefined, "Too many transfers from your address");
export const FAULT = encodeError(ERROR_CODES.undefined, "Server error");
export const SERVER_STOPS = encodeError(ERROR_CODES.undefined, "Server stops");
