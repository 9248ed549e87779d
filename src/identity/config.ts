/** A client that may vouch for people: one Trino catalog's credential. */
export interface ClientCredential {
  readonly id: string;
  readonly secret: string;
}

/** An OpenID provider whose tokens scrim accepts when a Trino user sends one as an extra credential. */
export interface TrustedIssuer {
  /** Exact value of the `iss` claim. */
  readonly issuer: string;
  /** The value that the `aud` claim must contain. */
  readonly audience: string;
  /** The address of the provider's public keys (RFC 7517). */
  readonly jwksUri: string;
  /** The claim with the user name on the platform. */
  readonly userClaim: string;
}

/** The configuration of authentication. */
export interface IdentityConfig {
  readonly clients: readonly ClientCredential[];
  readonly issuers: readonly TrustedIssuer[];
  /** Key for HMAC-SHA-256, at least 32 bytes; all replicas share it. */
  readonly signingKey: Uint8Array;
  /** The lifetime of an issued token in seconds. Trino renews it after nine tenths of that time. */
  readonly tokenLifetime: number;
  /**
   * Seconds for which a token is accepted after it expires. Iceberg's client tries for three seconds to renew a
   * token, and never again. Without this time, a catalog that renews during a restart of scrim fails until Trino restarts.
   */
  readonly tokenGrace: number;
}
