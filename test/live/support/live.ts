import { describe } from '@jest/globals';

/** What tests know about the Trino of the run. */
export interface LiveTrino {
  /** Trino's own address. */
  readonly url: string;
  /** Port of 127.0.0.1 at which Trino's catalog expects scrim; one test file at a time serves there. */
  readonly scrimPort: number;
  /** Folder of scrim's store: one for the run, since Trino keeps the tokens that its scrim signed. */
  readonly store: string;
  /** Name of the catalog that asks scrim. */
  readonly catalog: string;
  /** Name of another that asks scrim: unused, and so without a token, until the test of tokens asks it. */
  readonly second: string;
  /** Name of a catalog that asks scrim with a wrong secret. */
  readonly stranger: string;
  /** Owner of every view, to whom alone the catalogs `tpch`, `tpcds` and `vault` are open. */
  readonly definer: string;
  /** A user who may do everything, to prepare tables with. */
  readonly administrator: string;
  /** A person who may set every session property, as with rules that an older `scrim trino init` wrote. */
  readonly unruled: string;
  /** The credential that Trino's catalog shows to scrim. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** The token with which Trino reports its queries. */
  readonly eventsToken: string;
  /**
   * The PostgreSQL that the catalog `pg` reads, closed like `tpch`: its database as a superuser. Undefined where none is installed.
   */
  readonly postgres?: string;
  /** Whether it is the newer engine, and not the Trino that scrim is made for. */
  readonly newer: boolean;
}

const told = process.env['SCRIM_LIVE'];

/** The Trino of the run. To be called inside tests: where there is none, they are skipped. */
export function live(): LiveTrino {
  if (told === undefined) throw new Error('there is no live Trino: use describeLive');
  return JSON.parse(told) as LiveTrino;
}

/** `describe` where a Trino runs; elsewhere its tests count as skipped, and the set-up has said why. */
export const describeLive = told === undefined ? describe.skip : describe;

/** Whether there is a Trino and a PostgreSQL. */
export const hasPostgres = told !== undefined && live().postgres !== undefined;

/** `describe` where there is a PostgreSQL too. */
export const describePostgres = hasPostgres ? describe : describe.skip;
