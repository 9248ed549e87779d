import { z } from 'zod';

import { listObjects, readObject } from '../../use-cases/world/read-objects.js';
import {
  createObject,
  patchObject,
  removeObject,
  replaceObject,
} from '../../use-cases/world/write-objects.js';
import type { Written } from '../../use-cases/world/write-objects.js';
import type { Stored } from '../../world/stored-objects.js';
import type { ListFilters } from '../../model/list-filter.js';
import { allOf } from '../../model/object-criteria.js';
import type { ObjectCriteria } from '../../model/object-criteria.js';
import type { Served } from '../../model/object-kind.js';
import { keyOf, kindOf, kinds, schemaOf } from '../../model/world.js';
import type { Kind, ObjectOf } from '../../model/world.js';
import { criteriaOf, parameterOf } from './filters.js';
import { limitOf, pageBody, pageParameters, pageSchema, seenOf } from './list.js';
import type { ApiOperation, Exchange, Reply } from './operation.js';
import { HttpProblem } from './problem.js';

/** The calls for objects of a kind: list, create, read, replace, patch, delete. For a kind with only one object: read, replace and patch. */
function resourceOperations<K extends Kind>(kind: K): readonly ApiOperation[] {
  const { served, section, initial } = kindOf[kind];
  if (served === undefined) return [];
  const path = section.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const Name = kind.charAt(0).toUpperCase() + kind.slice(1);
  const list = `/${path}`;
  const { one, filters = {} } = served;
  if (initial !== undefined) {
    return singleOperations({ kind, path, single: list, one, Name, keyIn: () => keyOf[kind](initial) });
  }
  const schema = schemaOf[kind];
  const { parts, keyOf: keyFrom, partsOf } = pathOf(kind, served);
  const single = parts.reduce((whole, name) => `${whole}/{${name}}`, list);
  const keyIn = ({ params }: Exchange): string => keyFrom(parts.map((name) => params[name] ?? ''));
  const meant = (exchange: Exchange) => ({ kind, key: keyIn(exchange), version: exchange.ifMatch });

  return [
    {
      method: 'get',
      path: list,
      id: `list${Name}`,
      summary: `List ${path.replaceAll('-', ' ')}, by key`,
      tag: path,
      whoMay: { subject: kind, verb: 'read' },
      query: { ...parametersOf(filters), ...pageParameters },
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
      whoMay: { subject: kind, verb: 'create' },
      plans: true,
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
      summary: `Delete ${one}; refused while other objects refer to it`,
      tag: path,
      whoMay: { subject: kind, verb: 'remove' },
      plans: true,
      versioned: true,
      answer: { status: 204, description: 'the object is removed' },
      handle: async (exchange) => {
        await removeObject(exchange.administration, exchange.asking, meant(exchange));
        return { status: 204 };
      },
    },
  ];
}

/** The parameters in an object's path. */
const pathOf = <K extends Kind>(kind: K, { path = 'key' }: Served<ObjectOf[K]>) =>
  typeof path === 'string'
    ? {
        parts: [path],
        keyOf: ([key = '']: readonly string[]) => key,
        partsOf: (object: ObjectOf[K]) => [keyOf[kind](object)],
      }
    : path;

/** What the calls for one object need of a resource. */
interface Single<K extends Kind> {
  readonly kind: K;
  readonly path: string;
  readonly single: string;
  readonly one: string;
  readonly Name: string;
  readonly keyIn: (exchange: Exchange) => string;
}

/** The calls that read, replace and patch one object. */
function singleOperations<K extends Kind>(of: Single<K>): readonly ApiOperation[] {
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
      whoMay: { subject: kind, verb: 'read' },
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
      whoMay: { subject: kind, verb: 'change' },
      plans: true,
      versioned: true,
      body: { type: 'json', schema },
      answer: { status: 200, description: 'the object after the change', schema, etag: true, kept: true },
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
      whoMay: { subject: kind, verb: 'change' },
      plans: true,
      versioned: true,
      body: { type: 'patch', schema: z.record(z.string(), z.unknown()) },
      answer: { status: 200, description: 'the object after the change', schema, etag: true },
      handle: async (exchange) =>
        reply(await patchObject(exchange.administration, exchange.asking, meant(exchange), exchange.body)),
    },
  ];
}

const parametersOf = (filters: ListFilters) =>
  Object.fromEntries(Object.entries(filters).map(([name, filter]) => [name, parameterOf(filter)]));

const queryOf = (filters: ListFilters, query: Readonly<Record<string, string>>): ObjectCriteria =>
  allOf(...Object.entries(filters).map(([name, filter]) => criteriaOf(name, filter, query)));

/** The calls for every kind of object. */
export const resources: readonly ApiOperation[] = kinds.flatMap((kind) => resourceOperations(kind));
