import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { readConfig } from './read-config.js';
import { formatConfig } from './show-config.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-webhooks-'));
});
afterAll(() => rm(folder, { recursive: true }));

const read = async (hooks: string, env = {}) => {
  const file = join(folder, 'scrim.yaml');
  await writeFile(file, `webhooks:\n  - ${hooks}\n`);
  return readConfig({ file, env });
};
const given = (keys: string): string => `{name: hook, secret: a-secret-of-many-chars, ${keys}}`;

describe('webhooks of a configuration', () => {
  it('have defaults, and secrets that are not shown', async () => {
    const effective = await read(`{name: hook, secret: a-very-secret-thing, url: 'https://a.example/b?c=d'}`);
    expect(effective.config.webhooks).toEqual([
      {
        ...{ name: 'hook', secret: 'a-very-secret-thing', url: 'https://a.example/b?c=d', events: ['*'] },
        ...{ enabled: true, documents: true, allow: [], allowHttp: false, timeout: 10, concurrency: 4 },
        ...{ maxAttempts: 40, giveUpAfter: 86_400 },
      },
    ]);
    const text = formatConfig(effective);
    expect(text).toContain('url: https://a.example/b?(hidden)');
    expect(text).toContain('secret: (secret)');
    expect(text).not.toContain('a-very-secret-thing');
  });

  it('may name the variable of their secret', async () => {
    const text = `{name: hook, secretEnv: SCRIM_CLIENT_SECRETS, url: 'https://a.example'}`;
    const { config } = await read(text, { SCRIM_CLIENT_SECRETS: 'x' });
    expect(config.webhooks[0]?.secretEnv).toBe('SCRIM_CLIENT_SECRETS');
  });

  it.each([
    [
      given(`url: 'http://a.example/'`),
      'expected https, because others could read and change events on the way; allowHttp: true permits http',
    ],
    [
      given(`url: 'https://u:p@a.example/'`),
      'expected no user and password in the URL, because requests are signed',
    ],
    [given(`url: 'https://2130706433/'`), "127.0.0.1 is refused (loopback) unless 'allow' lists it"],
    [given(`url: 'https://[::ffff:a00:1]/'`), "::ffff:a00:1 is refused (private) unless 'allow' lists it"],
    [
      given(`url: 'https://a.example', allow: [10.0.0.0/33]`),
      'expected an address or a range, such as 10.0.0.0/8',
    ],
    [`{name: hook, url: 'https://a.example'}`, 'expected exactly one of secret, secretFile and secretEnv'],
    [
      `${given(`url: 'https://a.example'`)}\n  - ${given(`url: 'https://b.example'`)}`,
      "'hook' is the name of another",
    ],
  ])('refuses %s', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('suggests the event that was meant', async () => {
    await expect(read(given(`url: 'https://a.example', events: [policy.chnged]`))).rejects.toThrow(
      /scrim\.yaml:2:\d+: .*policy\.chnged.*policy\.changed/s,
    );
  });

  it.each(['http://127.0.0.1:9/', 'http://127.1:9/'])('takes %s where it is allowed', async (url) => {
    const { config } = await read(given(`url: '${url}', allow: [127.0.0.1], allowHttp: true`));
    expect(config.webhooks).toHaveLength(1);
  });
});
