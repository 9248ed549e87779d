import { expect, it } from '@jest/globals';

import { containerArguments } from './start-container.js';

it('publishes on loopback only, lays the files over the image and keeps secrets off the command line', () => {
  expect(
    containerArguments({
      name: 'scrim-trino-1',
      port: 18080,
      etcDir: '/demo/etc',
      entries: ['catalog', 'rules.json'],
      passEnv: ['SCRIM_CLIENT_SECRET'],
    }),
  ).toEqual([
    'run',
    '--rm',
    '--name',
    'scrim-trino-1',
    '--publish',
    '127.0.0.1:18080:8080',
    '--add-host',
    'host.docker.internal:host-gateway',
    '--env',
    'SCRIM_CLIENT_SECRET',
    '--volume',
    '/demo/etc/catalog:/etc/trino/catalog:ro',
    '--volume',
    '/demo/etc/rules.json:/etc/trino/rules.json:ro',
    'trinodb/trino:476',
  ]);
});
