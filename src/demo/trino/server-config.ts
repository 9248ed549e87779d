import { properties } from '../../trino/properties.js';

/** `config.properties` of a coordinator that is its own worker and listens on 127.0.0.1 only. */
export const serverConfig = (port: number): string =>
  properties('Written by scrim at each start.', {
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'node.bind-ip': '127.0.0.1',
    'node.internal-address': '127.0.0.1',
    'http-server.http.port': String(port),
    'discovery.uri': `http://127.0.0.1:${port}`,
  });
