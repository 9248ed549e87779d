import { z } from 'zod';

import { whoMay as wordsOf } from '../../use-cases/world/authorize.js';
import { keptHeader } from './kept.js';
import { bodyTypes } from './operation.js';
import type { ApiOperation, QueryParameter } from './operation.js';
import { apiOperations } from './operations.js';
import { planSchema } from './plan-schema.js';
import { problems } from './problem.js';
import type { ProblemName } from './problem.js';

type Json = Readonly<Record<string, unknown>>;

const problemSchema = z
  .looseObject({
    type: z
      .string()
      .meta({ description: 'a path below /api/v1/problems that describes this type of problem' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    errors: z
      .array(z.strictObject({ pointer: z.string(), message: z.string(), line: z.int().optional() }))
      .optional()
      .meta({
        description: 'the errors, each with a JSON Pointer into the body and, for an import, the line',
      }),
    referrers: z
      .array(z.strictObject({ kind: z.string(), key: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'the objects that refer to the object to be removed' }),
  })
  .meta({ id: 'Problem', description: 'Problem Details (RFC 9457)' });

let made: Json | undefined;

/** The document of the API (OpenAPI 3.1), generated from the schemas that validate requests. */
export const openApiDocument = (): Json => (made ??= makeDocument());

function makeDocument(): Json {
  const bodies = named(apiOperations.flatMap(({ id, body }) => (body ? [[id, body.schema] as const] : [])));
  const answers = named([
    ...apiOperations.flatMap(({ id, answer: { schema } }) => (schema ? [[id, schema] as const] : [])),
    ['problem', problemSchema] as const,
    ['plan', planSchema] as const,
  ]);
  const input = convert(bodies, 'input');
  const output = convert(answers, 'output');
  const { schemas, inputNames } = joined(input.$defs, output.$defs);
  const sent = (id: string): unknown => moved(input.properties[id], (name) => inputNames.get(name) ?? name);
  const answered = (id: string): unknown => moved(output.properties[id], (name) => name);

  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of apiOperations) {
    const path = (paths[`/api/v1${operation.path}`] ??= {});
    path[operation.method] = describe(operation, { sent, answered });
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'scrim',
      version: '1',
      description: 'All objects of the world, and what each person sees of the data',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    tags: [...new Set(apiOperations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'an API key, or a token of a configured OpenID provider',
        },
      },
    },
  };
}

interface Converted {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly $defs: Readonly<Record<string, unknown>>;
}

const named = (schemas: readonly (readonly [string, z.ZodType])[]): z.ZodObject =>
  z.object(Object.fromEntries(schemas));

const convert = (schema: z.ZodObject, io: 'input' | 'output'): Converted => {
  const { properties = {}, $defs = {} } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return { properties, $defs };
};

/**
 * Joins the schemas of requests and of answers. They differ if a key has a default: it is optional in a request, and always present in an
 * answer. A schema that differs, or depends on one that does, is included twice, once as `…Input`.
 */
function joined(input: Converted['$defs'], output: Converted['$defs']) {
  const differing = new Set(
    Object.keys(input).filter(
      (name) => name in output && JSON.stringify(input[name]) !== JSON.stringify(output[name]),
    ),
  );
  for (let before = -1; before !== differing.size;) {
    before = differing.size;
    for (const [name, schema] of Object.entries(input)) {
      if (name in output && [...refsIn(schema)].some((ref) => differing.has(ref))) differing.add(name);
    }
  }
  const inputNames = new Map([...differing].map((name) => [name, `${name}Input`]));
  const schemas = {
    ...Object.fromEntries(
      Object.entries(input).map(([name, schema]) => [
        inputNames.get(name) ?? name,
        moved(schema, (ref) => inputNames.get(ref) ?? ref),
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(output).map(([name, schema]) => [name, moved(schema, (ref) => ref)]),
    ),
  };
  return { schemas, inputNames };
}

const defs = '#/$defs/';

function* refsIn(schema: unknown): Generator<string> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === '$ref' && typeof value === 'string') yield value.slice(defs.length);
    else yield* refsIn(value);
  }
}

/** A schema whose references point to the schemas of an OpenAPI document, without zod's additional names. */
function moved(schema: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(schema)) return schema.map((part) => moved(part, rename));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(key === 'id' && typeof value === 'string'))
      .map(([key, value]) => [
        key,
        key === '$ref' && typeof value === 'string'
          ? `#/components/schemas/${rename(value.slice(defs.length))}`
          : moved(value, rename),
      ]),
  );
}

const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: true,
  description: 'the ETag of the expected version',
  schema: { type: 'string' },
};
const etag = { description: 'the version of the object', schema: { type: 'string' } };
const keptHeaders = {
  [keptHeader.name]: { description: keptHeader.description, schema: { type: 'string' } },
};
const planned = 'with `plan=true` the plan';
const planRef = { $ref: '#/components/schemas/Plan' };
const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

function describe(
  {
    id,
    summary,
    tag,
    whoMay,
    path,
    query = {},
    body,
    versioned,
    plans,
    answer: { status, description, schema, etag: tagged, kept },
  }: ApiOperation,
  { sent, answered }: { readonly sent: (id: string) => unknown; readonly answered: (id: string) => unknown },
): Json {
  const lines = body?.type === 'lines';
  return {
    operationId: id,
    summary,
    description: `Who may: ${inWords(whoMay)}.`,
    tags: [tag],
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...Object.entries(query).map(([name, parameter]) => describeParameter(name, parameter)),
      ...(versioned ? [ifMatch] : []),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            // Lines have no schema, because OpenAPI 3.1 describes a whole body only. The summary describes a line.
            content: {
              [bodyTypes[body.type]]: lines ? { schema: { type: 'string' } } : { schema: sent(id) },
            },
          },
        }),
    responses: {
      [status]: {
        description: plans && status === 200 ? `${description}; ${planned}` : description,
        ...(tagged ? { headers: { ETag: etag, ...(kept ? keptHeaders : {}) } } : {}),
        ...(schema === undefined
          ? {}
          : {
              content: {
                'application/json': {
                  schema: plans && status === 200 ? { anyOf: [answered(id), planRef] } : answered(id),
                },
              },
            }),
      },
      ...(plans && status !== 200
        ? { 200: { description: planned, content: { 'application/json': { schema: planRef } } } }
        : {}),
      default: {
        description: `a problem: ${statusesOf.join(', ')}`,
        content: problemContent,
      },
    },
  };
}

const statusesOf = (Object.keys(problems) as ProblemName[]).map((name) => `${problems[name].status} ${name}`);

/** Who may make a call, in words. */
function inWords(of: ApiOperation['whoMay']): string {
  if (of === 'anybody') return 'everybody with a key or a token';
  if (of === 'administrator') return 'nobody through the API';
  return of === 'themselves' ? 'users with the role user, in their own name' : wordsOf(of.subject, of.verb);
}

const describeParameter = (name: string, { description, schema, required }: QueryParameter) => ({
  name,
  in: 'query',
  description,
  required: required ?? false,
  schema: Object.fromEntries(
    Object.entries(z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })).filter(
      ([key]) => key !== '$schema',
    ),
  ),
});
