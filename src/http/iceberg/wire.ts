import type { IcebergField } from '../../types/iceberg-type.js';

/** `ConfigResponse` of the Iceberg REST catalog. */
export interface ConfigResponse {
  readonly defaults: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
  readonly endpoints: readonly string[];
}

/** `ListNamespacesResponse` of the Iceberg REST catalog. */
export interface ListNamespacesResponse {
  readonly namespaces: readonly (readonly string[])[];
  readonly 'next-page-token': string | null;
}

/** `ListTablesResponse` of the Iceberg REST catalog, for both tables and views. */
export interface ListTablesResponse {
  readonly identifiers: readonly { readonly namespace: readonly string[]; readonly name: string }[];
  readonly 'next-page-token': string | null;
}

/** `GetNamespaceResponse` of the Iceberg REST catalog. */
export interface GetNamespaceResponse {
  readonly namespace: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

/** `LoadViewResult` of the Iceberg REST catalog. */
export interface ViewResponse {
  readonly 'metadata-location': string;
  readonly metadata: {
    readonly 'view-uuid': string;
    readonly 'format-version': 1;
    readonly location: string;
    readonly schemas: readonly {
      readonly type: 'struct';
      readonly 'schema-id': number;
      readonly fields: readonly IcebergField[];
    }[];
    readonly 'current-version-id': number;
    readonly versions: readonly {
      readonly 'version-id': number;
      readonly 'timestamp-ms': number;
      readonly 'schema-id': number;
      readonly summary: Readonly<Record<string, string>>;
      readonly 'default-namespace': readonly string[];
      readonly representations: readonly {
        readonly type: 'sql';
        readonly sql: string;
        readonly dialect: 'trino';
      }[];
    }[];
    readonly 'version-log': readonly { readonly 'version-id': number; readonly 'timestamp-ms': number }[];
    readonly properties: Readonly<Record<string, string>>;
  };
  readonly config: Readonly<Record<string, string>>;
}
