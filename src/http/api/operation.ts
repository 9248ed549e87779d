import type { z } from 'zod';

import type { InputPath } from '../../base/input.js';
import type { Line } from '../../use-cases/world/import-users.js';
import type { Administration } from '../../use-cases/world/context.js';
import type { Reached, WhoMay } from '../../use-cases/use-case.js';
import type { Asking } from '../../use-cases/world/relations.js';

/** The forms in which a body may come. */
export const bodyTypes = {
  json: 'application/json',
  patch: 'application/merge-patch+json',
  lines: 'application/x-ndjson',
} as const;

/** A parameter in the query of a request. */
export interface QueryParameter {
  readonly description: string;
  readonly schema: z.ZodType;
  readonly required?: true;
}

/** What a call is handed. */
export interface Exchange {
  readonly administration: Administration;
  readonly asking: Asking;
  /** The parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The body, read as JSON. */
  readonly body: unknown;
  /** The body, line by line. */
  readonly lines: () => AsyncIterable<Line>;
  /** The version that If-Match names; undefined without that header. */
  readonly ifMatch: number | undefined;
}

/** What a call answers. */
export interface Reply {
  readonly status: 200 | 201 | 204;
  readonly body?: unknown;
  /** The version of the object that the body is. */
  readonly version?: number;
  /** Parts of the body that were not named in the request and stay closed; undefined of a call that keeps none. */
  readonly kept?: readonly InputPath[];
  /** Where a new object is, beneath the API. */
  readonly location?: string;
}

/** One call of the API: what it takes, what it answers, and what it does. The document is made from the same. */
export interface ApiOperation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Beneath the API, as OpenAPI writes it: `/users/{name}`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly tag: string;
  /** Who may make it: as a use case declares it, or whose roles reach so far; `anybody` with a key or a token. */
  readonly whoMay: WhoMay | Reached | 'anybody';
  readonly query?: Readonly<Record<string, QueryParameter>>;
  readonly body?: { readonly type: keyof typeof bodyTypes; readonly schema: z.ZodType };
  /** Whether it is meant for one version of an object, which If-Match names. */
  readonly versioned?: true;
  readonly answer: {
    readonly status: 200 | 201 | 204;
    readonly description: string;
    readonly schema?: z.ZodType;
    /** Whether the answer has an ETag. */
    readonly etag?: true;
    /** Whether the answer names the parts that stay closed. */
    readonly kept?: true;
  };
  handle(exchange: Exchange): Promise<Reply>;
}
