import { stringify } from 'yaml';

import { properties } from '../properties.js';
import type { TrinoInitInput } from './trino-init-input.js';

type Reporting = NonNullable<TrinoInitInput['events']>;

/** The environment variable of the Trino server, and of scrim, with the token of the cluster. */
export const eventsVariable = 'SCRIM_EVENTS_TOKEN';

/** `event-listener.properties` of a Trino that reports its queries to scrim. It contains no secrets. */
export const eventsFile = ({ scrimUrl }: TrinoInitInput, { cluster }: Reporting): string =>
  properties(
    `Reports each query to scrim, which joins it with the decisions that shaped it. Trino reads the token from its environment
(${eventsVariable}). While scrim cannot store an event, Trino sends it again; a Trino that is stopped loses what it has not sent.
For several event listeners, name their files in event-listener.config-files of config.properties.`,
    {
      'event-listener.name': 'http',
      'http-event-listener.connect-ingest-uri': `${scrimUrl}/events/${cluster}`,
      'http-event-listener.connect-http-headers': `Authorization: Bearer \${ENV:${eventsVariable}}`,
      'http-event-listener.log-created': 'true',
      'http-event-listener.log-completed': 'true',
      // About an hour in all.
      'http-event-listener.connect-retry-count': '60',
      'http-event-listener.connect-retry-delay': '1s',
      'http-event-listener.connect-max-delay': '1m',
    },
  );

/** The piece of scrim's configuration that belongs to the file. */
export const eventsConfiguration = ({ definer }: TrinoInitInput, { cluster }: Reporting): object => ({
  audit: { clusters: [{ name: cluster, tokenEnv: eventsVariable, trusted: [definer] }] },
});

/** The same as YAML. */
export const eventsConfigurationText = (input: TrinoInitInput, reporting: Reporting): string =>
  stringify(eventsConfiguration(input, reporting));
