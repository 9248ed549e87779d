import { expect, it } from '@jest/globals';

import { commands } from './commands.js';

const having = (flag: string): readonly string[] =>
  [...commands].filter(([, { options }]) => options.some(({ long }) => long === flag)).map(([path]) => path);

it('prints facts as JSON with every command but those that print a file, a text to read, or nothing', () => {
  const others = [
    'serve',
    'schema',
    'export',
    'audit export',
    'trino rotate-hash-key',
    'sql',
    'demo',
    'completion',
    'help',
  ];
  expect([...commands.keys()].filter((path) => !having('--json').includes(path))).toEqual(others);
});

it('takes the data source as an argument, and as an option only where it is one of several filters', () => {
  expect(having('--data-source')).toEqual([
    'audit queries',
    'audit decisions',
    'audit unused',
    'audit columns',
  ]);
  const named = [...commands.values()].flatMap(({ registeredArguments }) =>
    registeredArguments.filter(({ description }) => description.includes('SCHEMA.NAME')),
  );
  expect(new Set(named.map((argument) => argument.name()))).toEqual(new Set(['data-source']));
});

it('takes the name of who acts where a change is recorded in the name of the person at the keyboard', () => {
  expect(having('--actor')).toEqual([
    'init',
    'apply',
    'import',
    'audit erase',
    'subscription approve',
    'subscription deny',
    'subscription revoke',
    'recertify start',
    'recertify confirm',
    'recertify end',
    'recertify cancel',
    'block',
    'unblock',
    'datasource add',
    'datasource review',
    'tags accept',
    'tags reject',
  ]);
});
