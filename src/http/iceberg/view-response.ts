import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

import type { BoundView } from '../../platforms/trino/view-compiler.js';
import type { ViewName } from '../../use-cases/views/view-name.js';
import type { ViewResponse } from './wire.js';

/** One version, with the time of the request: there is no history. */
const version = 1;
const schema = 0;

const uuids = new LRUCache<string, string>({ max: 10_000 });

/** A name-based UUID (RFC 9562, section 5.8): always the same for a view, on every replica. */
const uuidOf = (view: ViewName): string => {
  const name = JSON.stringify([view.schema, view.name]);
  const known = uuids.get(name);
  if (known !== undefined) return known;
  const bytes = createHash('sha256').update(name, 'utf8').digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const uuid = bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  uuids.set(name, uuid);
  return uuid;
};

/**
 * The metadata of a view (Iceberg View Spec, version 1). Trino takes the SQL from the representation in its dialect, the
 * columns from the schema, and the definer from the property `trino.run-as-owner`; a view without one runs as its invoker.
 */
export function viewResponse(name: ViewName, view: BoundView, at: Date): ViewResponse {
  const location = `scrim:///${encodeURIComponent(name.schema)}/${encodeURIComponent(name.name)}`;
  const timestamp = at.getTime();
  return {
    'metadata-location': `${location}/metadata`,
    metadata: {
      'view-uuid': uuidOf(name),
      'format-version': 1,
      location,
      schemas: [{ type: 'struct', 'schema-id': schema, fields: view.fields }],
      'current-version-id': version,
      versions: [
        {
          'version-id': version,
          'timestamp-ms': timestamp,
          'schema-id': schema,
          summary: {},
          'default-namespace': [name.schema],
          representations: [{ type: 'sql', sql: view.sql, dialect: 'trino' }],
        },
      ],
      'version-log': [{ 'version-id': version, 'timestamp-ms': timestamp }],
      properties: {
        ...(view.comment === undefined ? {} : { comment: view.comment }),
        ...(view.definer === undefined ? {} : { 'trino.run-as-owner': view.definer }),
      },
    },
    config: {},
  };
}
