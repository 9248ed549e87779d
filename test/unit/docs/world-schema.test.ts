import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';

import { worldFileSchema } from '../../../src/files/world-file-schema.js';
import { readTestText, testFileSchema } from '../../../src/use-cases/policy-tests/read-test-files.js';
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

  it('accepts the samples of docs/world.md', () => {
    const validate = ajv.compile(worldFileSchema());
    const samples = [...readFileSync(file('docs/world.md'), 'utf8').matchAll(/```yaml\n(.*?)```/gs)];
    expect(samples.length).toBeGreaterThan(7);
    for (const [, sample = ''] of samples) {
      validate(parse(sample));
      expect(validate.errors).toBeNull();
    }
  });

  it('describes every key, which editors show beside it', () => {
    const undescribed: string[] = [];
    const visit = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { properties, ...others } = schema as { properties?: Record<string, Record<string, unknown>> };
      for (const [key, value] of Object.entries(properties ?? {})) {
        if (value['description'] === undefined && value['const'] === undefined) undescribed.push(key);
      }
      Object.values(properties ?? {}).forEach(visit);
      Object.values(others).forEach(visit);
    };
    visit(worldFileSchema());
    expect(undescribed).toEqual([]);
  });

  it('lists all types of masks in one place, and no default that editors would write into new objects', () => {
    const schema = worldFileSchema();
    expect(schema).toMatchObject({
      $defs: {
        Mask: {
          properties: {
            type: {
              enum: [
                'null',
                null,
                'constant',
                'hash',
                'bucket',
                'round',
                'partial',
                'regex',
                'custom',
                'conditional',
              ],
            },
          },
        },
      },
    });
    expect(JSON.stringify(schema)).not.toContain('"default":');
    expect(schema).toMatchObject({
      $defs: {
        DataSource: { properties: { enabled: { description: 'false switches it off (default: true)' } } },
      },
    });
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

describe('docs/policy-tests.schema.json', () => {
  it('is what the checks of test files say', async () => {
    const path = file('docs/policy-tests.schema.json');
    const options = { ...(await resolveConfig(path)), parser: 'json' };
    expectDocument('policy-tests.schema.json', await format(JSON.stringify(testFileSchema()), options));
  });

  it('accepts the tests in the document, as the checks do', () => {
    const [, example = ''] =
      /## Tests[^]*?```yaml\n([^]*?)```/.exec(readFileSync(file('docs/policy-as-code.md'), 'utf8')) ?? [];
    const validate = ajv.compile(testFileSchema());
    validate(parse(example));
    expect(validate.errors).toBeNull();
    expect(readTestText('a_test.yaml', example)).toHaveProperty('tests.cases.length', 2);
  });
});
