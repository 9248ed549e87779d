import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';

import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';

import { kinds } from '../../../src/model/world.js';
import { eventTypes, webhookEvent } from '../../../src/webhooks/event.js';
import { signatureHeaders } from '../../../src/webhooks/sign.js';
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
    // The code of the document, with the library that it imports.
    const code = block('js')
      .replace(/^import .*\n/m, '')
      .replace('export ', '');
    const context = { Webhook };
    const eventOf = runInNewContext(`${code}; eventOf`, context) as (
      body: Buffer,
      headers: Readonly<Record<string, string>>,
      secret: string,
    ) => unknown;
    const secretOf = (text: string) => `whsec_${Buffer.from(text.padEnd(24)).toString('base64')}`;
    const body = '{"é":1}';
    const headers = signatureHeaders('e1', new Date(), body, [secretOf('new'), secretOf('old')]);
    expect(eventOf(Buffer.from(body), headers, secretOf('new'))).toEqual({ é: 1 });
    expect(eventOf(Buffer.from(body), headers, secretOf('old'))).toEqual({ é: 1 });
    expect(() => eventOf(Buffer.from(body), headers, secretOf('another'))).toThrow('No matching signature');
    expect(() => eventOf(Buffer.from('{}'), headers, secretOf('new'))).toThrow('No matching signature');
  });
});
