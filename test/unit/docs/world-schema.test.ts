import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';

import { worldFileSchema } from '../../../src/files/world-file-schema.js';
import { expectDocument } from './expect-document.js';

const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });

describe('docs/world.schema.json', () => {
  it('is what the model says', async () => {
    const path = file('docs/world.schema.json');
    const options = { ...(await resolveConfig(path)), parser: 'json' };
    expectDocument('world.schema.json', await format(JSON.stringify(worldFileSchema()), options));
  });

  it('accepts the sample world', () => {
    const validate = ajv.compile(worldFileSchema());
    validate(parse(readFileSync(file('examples/tpch/world.yaml'), 'utf8')));
    expect(validate.errors).toBeNull();
  });

  it.each([
    ['an unknown section', { user: [] }],
    ['an unknown key', { tags: [{ name: 'PII', color: 'red' }] }],
    ['a missing key', { groups: [{}] }],
    [
      'a mask that there is not',
      { policies: [{ name: 'p', rules: [{ mask: { type: 'blur' }, columns: {} }] }] },
    ],
  ])('refuses %s', (_, world) => {
    expect(ajv.compile(worldFileSchema())(world)).toBe(false);
  });
});
