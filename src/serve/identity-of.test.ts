import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { configFile } from '../config/config.js';
import { identityOf } from './identity-of.js';

let location: string;
beforeAll(async () => {
  location = await mkdtemp(join(tmpdir(), 'scrim-identity-'));
});
afterAll(() => rm(location, { recursive: true }));

it('keeps the credential that it makes to itself, and warns of one that others may read', async () => {
  const warnings: string[] = [];
  const credential = async () => {
    const store = { secret: (_name: string, make: () => string) => Promise.resolve(make()) };
    const warn = (message: string): void => {
      warnings.push(message);
    };
    return identityOf(configFile.parse({}), { store, location, env: {}, warn });
  };
  const umask = process.umask(0);
  try {
    const { credentialFile = '', identity } = await credential();
    expect((await stat(credentialFile)).mode & 0o777).toBe(0o600);
    expect(warnings).toEqual([]);
    await chmod(credentialFile, 0o644);
    expect((await credential()).identity.clients).toEqual(identity.clients);
    expect(warnings).toEqual([
      `${credentialFile} contains a secret, but other users can access it (mode 0644): run chmod 600 on it`,
    ]);
  } finally {
    process.umask(umask);
  }
});
