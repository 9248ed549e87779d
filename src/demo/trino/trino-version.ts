/** The Trino that scrim is tested with, and its requirements. Change the version only here. */
export const trinoVersion = '476';

/** Feature version of the oldest Java for this Trino. */
export const minimumJava = 24;

/** Maven coordinates of the full server, as `group:artifact:version:packaging`. */
export const trinoArtifact = `io.trino:trino-server:${trinoVersion}:tar.gz`;

/** Size of that archive in bytes, to show the progress of the download. */
export const trinoArchiveBytes = 821_045_832;

/** Container image of the same server. */
export const trinoImage = `trinodb/trino:${trinoVersion}`;

/**
 * Plugins that a downloaded server keeps, a third of the whole: connectors to try scrim with, and what a server needs to
 * run. `geospatial` is included because the PostgreSQL connector does not start without its types.
 */
export const keptPlugins: ReadonlySet<string> = new Set([
  'exchange-filesystem',
  'geospatial',
  'http-event-listener',
  'iceberg',
  'memory',
  'opa',
  'password-authenticators',
  'postgresql',
  'resource-group-managers',
  'session-property-managers',
  'tpcds',
  'tpch',
]);
