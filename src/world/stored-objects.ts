import type { ObjectCriteria } from '../model/object-criteria.js';
import type { Kind, ObjectOf } from '../model/world.js';

/** An object as it is stored, with its version. */
export interface Stored<K extends Kind> {
  readonly key: string;
  readonly object: ObjectOf[K];
  /** The revision of the world that wrote this version of the object. */
  readonly revision: number;
}

/** Which objects of a kind to read. */
export interface ObjectQuery extends ObjectCriteria {
  /** Only what comes after this key. */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** Finds objects without reading all objects of the kind. */
export interface Finder {
  /** The objects that match a query, by key. */
  find<K extends Kind>(kind: K, query: ObjectQuery): Promise<readonly Stored<K>[]>;
}
