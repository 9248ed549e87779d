/** A call of the Iceberg REST catalog API, as its OpenAPI document writes it, in Express's path syntax. */
export interface Operation {
  readonly method: 'get' | 'post' | 'delete' | 'head';
  readonly path: string;
}

const on = (method: Operation['method'], ...paths: readonly string[]): readonly Operation[] =>
  paths.map((path) => ({ method, path }));

const namespace = '/v1/namespaces/:namespace';
const table = `${namespace}/tables/:table`;
const view = `${namespace}/views/:view`;

/** Calls that would change the contents of a catalog. */
export const changing: readonly Operation[] = [
  ...on(
    'post',
    '/v1/namespaces',
    `${namespace}/properties`,
    `${namespace}/tables`,
    `${namespace}/register`,
    table,
    `${table}/unregister`,
    '/v1/tables/rename',
    '/v1/transactions/commit',
    `${namespace}/views`,
    `${namespace}/register-view`,
    view,
    '/v1/views/rename',
  ),
  ...on('delete', namespace, table, view),
];

/** Calls that read the files of a table; scrim has views only. */
export const reading: readonly Operation[] = [
  ...on(
    'get',
    `${table}/plan/:plan`,
    `${table}/credentials`,
    `${namespace}/functions`,
    `${namespace}/functions/:function`,
  ),
  ...on('post', `${table}/plan`, `${table}/tasks`, `${table}/sign`, `${table}/metrics`),
  ...on('delete', `${table}/plan/:plan`),
];

/** An operation as `GET /v1/config` lists it in `endpoints`. */
const worded = ({ method, path }: Operation): string =>
  `${method.toUpperCase()} ${path.replace('/v1/', '/v1/{prefix}/').replace(/:(\w+)/g, '{$1}')}`;

/**
 * The calls that clients may make. Calls that would change something are included, although all of them are refused: a client then shows
 * scrim's message to its user. For a call that is not listed, it would only report that the server does not support it.
 */
export const endpoints: readonly string[] = [
  'GET /v1/{prefix}/namespaces',
  'GET /v1/{prefix}/namespaces/{namespace}',
  'HEAD /v1/{prefix}/namespaces/{namespace}',
  'GET /v1/{prefix}/namespaces/{namespace}/tables',
  'GET /v1/{prefix}/namespaces/{namespace}/tables/{table}',
  'HEAD /v1/{prefix}/namespaces/{namespace}/tables/{table}',
  'GET /v1/{prefix}/namespaces/{namespace}/views',
  'GET /v1/{prefix}/namespaces/{namespace}/views/{view}',
  'HEAD /v1/{prefix}/namespaces/{namespace}/views/{view}',
  ...changing.map(worded),
];
