import { expect, it } from '@jest/globals';

import { containerArguments, hostFromContainer } from './start-container.js';

const of = {
  name: 'scrim-trino-1',
  port: 18080,
  files: new Map([
    ['catalog', '/demo/etc/catalog'],
    ['config.properties', '/demo/data/config.properties'],
  ]),
  passEnv: ['SCRIM_CLIENT_SECRET'],
};
const begin = ['run', '--rm', '--name', 'scrim-trino-1'];
const end = [
  '--env',
  'SCRIM_CLIENT_SECRET',
  '--volume',
  '/demo/etc/catalog:/etc/trino/catalog:ro',
  '--volume',
  '/demo/data/config.properties:/etc/trino/config.properties:ro',
  'trinodb/trino:476',
];

it('shares the network of a Linux, where 127.0.0.1 is the same for both', () => {
  expect(hostFromContainer('host')).toBe('127.0.0.1');
  expect(containerArguments({ ...of, network: 'host' })).toEqual([...begin, '--network', 'host', ...end]);
});

it('publishes on loopback only where a name leads to this machine', () => {
  expect(hostFromContainer('gateway')).toBe('host.docker.internal');
  expect(containerArguments({ ...of, network: 'gateway' })).toEqual([
    ...begin,
    '--publish',
    '127.0.0.1:18080:8080',
    '--add-host',
    'host.docker.internal:host-gateway',
    ...end,
  ]);
});
