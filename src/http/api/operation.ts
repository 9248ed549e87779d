import type { z } from 'zod';

import type { InputPath } from '../../base/input.js';
import type { ImportProgress, Line } from '../../use-cases/world/import-users.js';
import type { Administration } from '../../use-cases/world/context.js';
import type { Reached, WhoMay } from '../../use-cases/use-case.js';
import type { Asking } from '../../use-cases/world/relations.js';

/** The formats of a body. */
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

/** The input of a call. */
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
  /** Told how far an import is. */
  readonly onProgress: ((progress: ImportProgress) => void) | undefined;
  /** The version that If-Match names; undefined without that header. */
  readonly ifMatch: number | undefined;
}

/** The result of a call. */
export interface Reply {
  readonly status: 200 | 201 | 204;
  readonly body?: unknown;
  /** The version of the object in the body. */
  readonly version?: number;
  /** Parts of the body that were not named in the request and stay closed; undefined for a call that never keeps any. */
  readonly kept?: readonly InputPath[];
  /** The path of a new object, relative to the API. */
  readonly location?: string;
}

/** One call of the API: its input, its result, and its implementation. The OpenAPI document is generated from it too. */
export interface ApiOperation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** The path relative to the API, as OpenAPI writes it: `/users/{name}`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly tag: string;
  /** Who may make the call: as a use case declares it, actors whose roles have this reach, or `anybody` with a key or a token. */
  readonly whoMay: WhoMay | Reached | 'anybody';
  readonly query?: Readonly<Record<string, QueryParameter>>;
  readonly body?: { readonly type: keyof typeof bodyTypes; readonly schema: z.ZodType };
  /** Whether it needs If-Match with the version of an object. */
  readonly versioned?: true;
  /** Whether it changes the world and nothing else: then `?plan=true` tells what it would change (`planned.ts`). */
  readonly plans?: true;
  readonly answer: {
    readonly status: 200 | 201 | 204;
    readonly description: string;
    readonly schema?: z.ZodType;
    /** Whether the answer has an ETag. */
    readonly etag?: true;
    /** Whether the answer has the header with the parts that stay closed. */
    readonly kept?: true;
  };
  handle(exchange: Exchange): Promise<Reply>;
}
