import { constants } from "node:crypto";
import type { SecureContextOptions } from "node:tls";

export type TlsProfile = "modern" | "legacy";

/**
 * What each listener speaks; docs/security.md says which phones need which. `legacy` is OpenSSL's security level 0, which also
 * lets 1024-bit keys and SHA-1 in certificates pass, and takes the key exchange by RSA that phones of 2012 know.
 */
export const TLS_PROFILES: Readonly<Record<TlsProfile, SecureContextOptions>> = {
  modern: {
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    ciphers: [
      ...["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"],
      ...["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"],
      ...["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384"],
      ...["ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305", "@SECLEVEL=2"],
    ].join(":"),
    honorCipherOrder: true,
    // A ticket would carry an old verdict about a client's certificate past its revocation.
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  },
  legacy: {
    minVersion: "TLSv1",
    maxVersion: "TLSv1.3",
    ciphers: [
      ...["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"],
      ...[
        "ECDHE+AESGCM",
        "ECDHE+AES",
        "RSA+AESGCM",
        "RSA+AES",
        "!aNULL",
        "!eNULL",
        "!PSK",
        "!SRP",
        "!AESCCM",
        "@SECLEVEL=0",
      ],
    ].join(":"),
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  },
};
