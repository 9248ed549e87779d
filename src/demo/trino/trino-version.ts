/** The Trino that scrim is tested with, and what running it takes. The one place to change when another is adopted. */
export const trinoVersion = '476';

/** Feature version of the oldest Java that this Trino starts on. */
export const minimumJava = 24;

/** Maven coordinates of the full server, as `group:artifact:version:packaging`. */
export const trinoArtifact = `io.trino:trino-server:${trinoVersion}:tar.gz`;

/** Size of that archive in bytes, to show how far a download is. */
export const trinoArchiveBytes = 821_045_832;

/** Container image of the same server. */
export const trinoImage = `trinodb/trino:${trinoVersion}`;

/**
 * Plugins that a fetched server keeps, a third of the whole: connectors to try scrim with, and what makes a server
 * work. `geospatial` is among them because the PostgreSQL connector refuses to start without its types.
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
