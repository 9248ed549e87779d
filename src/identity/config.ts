/** A client that may vouch for people: one Trino catalog's credential. */
export interface ClientCredential {
  readonly id: string;
  readonly secret: string;
}

/** An OpenID provider whose tokens are believed when a Trino user passes one as an extra credential. */
export interface TrustedIssuer {
  /** Exact value of the `iss` claim. */
  readonly issuer: string;
  /** Value that the `aud` claim must hold. */
  readonly audience: string;
  /** Where the provider's public keys are (RFC 7517). */
  readonly jwksUri: string;
  /** The claim that holds the platform's user name. */
  readonly userClaim: string;
}

/** What the identity of a request is decided from. */
export interface IdentityConfig {
  readonly clients: readonly ClientCredential[];
  readonly issuers: readonly TrustedIssuer[];
  /** Key for HMAC-SHA-256, at least 32 bytes; every replica has the same. */
  readonly signingKey: Uint8Array;
  /** How long an issued token is believed, in seconds. Trino renews it after nine tenths of that. */
  readonly tokenLifetime: number;
  /**
   * How much longer than it says a token is believed, in seconds. Iceberg's client tries for three seconds to renew a
   * token, and never again: without grace, a catalog whose renewal meets a restart of scrim fails until Trino restarts.
   */
  readonly tokenGrace: number;
}
