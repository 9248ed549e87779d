import { z } from 'zod';

import { listObjects, readObject } from '../../use-cases/world/read-objects.js';
import {
  createObject,
  patchObject,
  removeObject,
  replaceObject,
} from '../../use-cases/world/write-objects.js';
import type { Written } from '../../use-cases/world/write-objects.js';
import type { ObjectQuery, Stored } from '../../world/stored-objects.js';
import { allOf } from '../../model/object-criteria.js';
import { schemaOf } from '../../model/world.js';
import type { Kind, ObjectOf } from '../../model/world.js';
import { limitOf, pageBody, pageParameters, pageSchema, seenOf } from './list.js';
import type { ApiOperation, Exchange, QueryParameter, Reply } from './operation.js';
import { HttpProblem } from './problem.js';

/** A filter of a list: what it is called, and what it asks of the store. */
export interface Filter extends QueryParameter {
  /** @param query all parameters of the request */
  readonly where: (value: string, query: Readonly<Record<string, string>>) => Partial<ObjectQuery>;
}

/** How a kind of object is served. */
export interface Resource<K extends Kind> {
  readonly kind: K;
  /** What its objects are called: the path of the list. */
  readonly path: string;
  /** What one is called, in summaries. */
  readonly one: string;
  /** The parts of an object's path after that of the list. */
  readonly params: readonly string[];
  readonly keyOf: (parts: readonly string[]) => string;
  readonly partsOf: (object: ObjectOf[K]) => readonly string[];
  readonly filters: Readonly<Record<string, Filter>>;
}

/** The calls about a kind of object: list, create, read, replace, patch, delete. */
export function resourceOperations<K extends Kind>(resource: Resource<K>): readonly ApiOperation[] {
  const { kind, path, one, params, keyOf, partsOf, filters } = resource;
  const schema = schemaOf[kind];
  const list = `/${path}`;
  const single = params.reduce((whole, name) => `${whole}/{${name}}`, list);
  const Name = kind.charAt(0).toUpperCase() + kind.slice(1);
  const keyIn = ({ params: given }: Exchange): string => keyOf(params.map((name) => given[name] ?? ''));
  const meant = (exchange: Exchange) => ({ kind, key: keyIn(exchange), version: exchange.ifMatch });

  return [
    {
      method: 'get',
      path: list,
      id: `list${Name}`,
      summary: `List ${path.replaceAll('-', ' ')}, by key`,
      tag: path,
      query: { ...filters, ...pageParameters },
      answer: { status: 200, description: 'a page', schema: pageSchema(schema) },
      handle: async ({ administration, asking, query }) => {
        const after = seenOf(path, query);
        if (after !== undefined && typeof after !== 'string')
          throw new HttpProblem('bad-request', "'cursor' is wrong");
        const wanted = { ...queryOf(filters, query), after, limit: limitOf(query) };
        const { objects, next } = await listObjects(administration, asking, kind, wanted);
        return { status: 200, body: pageBody(path, objects, next) };
      },
    },
    {
      method: 'post',
      path: list,
      id: `create${Name}`,
      summary: `Create ${one}`,
      tag: path,
      body: { type: 'json', schema },
      answer: { status: 201, description: 'what was created', schema, etag: true },
      handle: async ({ administration, asking, body }) => {
        const { object, revision } = await createObject(administration, asking, kind, body);
        const location = [path, ...partsOf(object)].map(encodeURIComponent).join('/');
        return { status: 201, body: object, version: revision, location };
      },
    },
    ...singleOperations({ kind, path, single, one, Name, keyIn }),
    {
      method: 'delete',
      path: single,
      id: `delete${Name}`,
      summary: `Delete ${one}; refused while others refer to it`,
      tag: path,
      versioned: true,
      answer: { status: 204, description: 'it is gone' },
      handle: async (exchange) => {
        await removeObject(exchange.administration, exchange.asking, meant(exchange));
        return { status: 204 };
      },
    },
  ];
}

/** What is needed of a resource to read and change one object. */
export interface Single<K extends Kind> {
  readonly kind: K;
  readonly path: string;
  readonly single: string;
  readonly one: string;
  readonly Name: string;
  readonly keyIn: (exchange: Exchange) => string;
}

/** The calls that read, replace and patch one object. */
export function singleOperations<K extends Kind>(of: Single<K>): readonly ApiOperation[] {
  const { kind, path, single, one, Name, keyIn } = of;
  const schema = schemaOf[kind];
  const meant = (exchange: Exchange) => ({ kind, key: keyIn(exchange), version: exchange.ifMatch });
  const reply = ({ object, revision }: Stored<K>): Reply => ({
    status: 200,
    body: object,
    version: revision,
  });
  const replyWritten = (written: Written<K>): Reply => ({ ...reply(written), kept: written.kept });
  return [
    {
      method: 'get',
      path: single,
      id: `get${Name}`,
      summary: `Read ${one}`,
      tag: path,
      answer: { status: 200, description: 'the object', schema, etag: true },
      handle: async (exchange) =>
        reply(await readObject(exchange.administration, exchange.asking, kind, keyIn(exchange))),
    },
    {
      method: 'put',
      path: single,
      id: `replace${Name}`,
      summary: `Replace ${one}`,
      tag: path,
      versioned: true,
      body: { type: 'json', schema },
      answer: { status: 200, description: 'the object as it is now', schema, etag: true, kept: true },
      handle: async (exchange) =>
        replyWritten(
          await replaceObject(exchange.administration, exchange.asking, meant(exchange), exchange.body),
        ),
    },
    {
      method: 'patch',
      path: single,
      id: `patch${Name}`,
      summary: `Change ${one} by a JSON Merge Patch (RFC 7396)`,
      tag: path,
      versioned: true,
      body: { type: 'patch', schema: z.record(z.string(), z.unknown()) },
      answer: { status: 200, description: 'the object as it is now', schema, etag: true },
      handle: async (exchange) =>
        reply(await patchObject(exchange.administration, exchange.asking, meant(exchange), exchange.body)),
    },
  ];
}

function queryOf(
  filters: Readonly<Record<string, Filter>>,
  query: Readonly<Record<string, string>>,
): ObjectQuery {
  const parts = Object.entries(filters).flatMap(([name, { where }]) => {
    const value = query[name];
    return value === undefined ? [] : [where(value, query)];
  });
  return allOf(...parts);
}
