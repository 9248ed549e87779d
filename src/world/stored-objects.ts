import type { Kind, ObjectOf } from '../model/world.js';

/** An object as it is stored, with what tells its versions apart. */
export interface Stored<K extends Kind> {
  readonly key: string;
  readonly object: ObjectOf[K];
  /** The revision of the world that wrote this version of the object. */
  readonly revision: number;
}

/** Which objects of a kind are wanted: those that meet everything given. */
export interface ObjectQuery {
  readonly keys?: readonly string[] | undefined;
  /** Documents that hold each of these: every key of it with that value, every entry of a list among the entries. */
  readonly containing?: readonly object[] | undefined;
  /** Texts with which keys of the document begin. */
  readonly beginning?: readonly { readonly field: string; readonly text: string }[] | undefined;
  /** Data sources that carry, or have a column that carries, each of these tags or one beneath it. */
  readonly tagged?: readonly string[] | undefined;
  /** Only what comes after this key. */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** Finds objects without reading all of them. */
export interface Finder {
  /** The objects that meet a query, by key. */
  find<K extends Kind>(kind: K, query: ObjectQuery): Promise<readonly Stored<K>[]>;
}
