import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';

import { kinds } from '../../../src/model/world.js';
import { eventTypes, webhookEvent } from '../../../src/webhooks/event.js';
import { sign } from '../../../src/webhooks/sign.js';
import { expectDocument } from './expect-document.js';

const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const text = readFileSync(file('docs/webhooks.md'), 'utf8');
const block = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(text)?.[1] ?? '';

it('docs/webhook-event.schema.json is what the code says', async () => {
  const options = { ...(await resolveConfig(file('docs/webhook-event.schema.json'))), parser: 'json' };
  const schema = JSON.stringify(z.toJSONSchema(webhookEvent, { io: 'input' }));
  expectDocument('webhook-event.schema.json', await format(schema, options));
});

describe('docs/webhooks.md', () => {
  it('shows an event of that schema, and names every kind and status', () => {
    expect(webhookEvent.parse(JSON.parse(block('json')))).toMatchObject({ type: 'subscription.approved' });
    for (const kind of kinds.filter((one) => one !== 'subscription')) expect(text).toContain(`\`${kind}\``);
    for (const type of eventTypes.filter((one) => one.startsWith('subscription.'))) {
      expect(text).toContain(`\`${type}\``);
    }
  });

  it('shows how to check a signature', async () => {
    const code = `data:text/javascript,${encodeURIComponent(block('js'))}`;
    const { isFromScrim } = (await import(code)) as {
      isFromScrim: (header: string, body: Buffer, secret: string, now: number) => boolean;
    };
    const body = '{"é":1}';
    const header = sign(body, 1_000, ['the-new-secret', 'the-old-secret']);
    const holds = (secret: string, of = body, now = 1_100, from = header) =>
      isFromScrim(from, Buffer.from(of), secret, now);
    expect([holds('the-new-secret'), holds('the-old-secret')]).toEqual([true, true]);
    expect([holds('another'), holds('the-new-secret', '{"é":2}')]).toEqual([false, false]);
    expect([holds('the-new-secret', body, 1_301), holds('the-new-secret', body, 699)]).toEqual([
      false,
      false,
    ]);
    expect(holds('the-new-secret', body, 1_100, header.replace('t=1000', 't=1001'))).toBe(false);
    expect(holds('the-new-secret', body, 1_100, 't=1000')).toBe(false);
    expect(holds('the-new-secret', body, 1_100, 'nonsense,v1=zz')).toBe(false);
  });
});
