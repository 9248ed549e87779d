import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const zone = (target, from, message) => ({
  target: `./src/${target}`,
  from: from.map((f) => `./src/${f}`),
  message,
});

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'src/sql/parse/generated'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createNodeResolver({ extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } }),
      ],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            zone(
              'sql',
              [
                'model',
                'policy',
                'rewrite',
                'entitlements',
                'identity',
                'requests',
                'store',
                'http',
                'cli',
                'world',
              ],
              'sql/ is the language and knows nothing of policy',
            ),
            zone(
              'policy',
              ['rewrite', 'identity', 'requests', 'store', 'http', 'cli', 'world'],
              'policy/ decides; it is pure',
            ),
            zone('rewrite', ['identity', 'requests', 'store', 'http', 'cli', 'world'], 'rewrite/ is pure'),
            zone('requests', ['store', 'http', 'cli'], 'requests/ sees ports, not adapters'),
            zone(
              'administration',
              ['store', 'service', 'http', 'cli', 'demo'],
              'administration/ sees ports, not adapters',
            ),
            zone('scim', ['store', 'service', 'http', 'cli', 'demo'], 'scim/ sees ports, not adapters'),
            zone(
              'federation',
              ['store', 'service', 'http', 'cli', 'demo', 'identity'],
              'federation/ sees ports, not adapters',
            ),
            zone('subscriptions', ['store', 'http', 'cli'], 'subscriptions/ sees ports, not adapters'),
            zone('projects', ['store', 'http', 'cli'], 'projects/ sees ports, not adapters'),
            zone('webhooks', ['store', 'http', 'cli', 'service'], 'webhooks/ sees ports, not adapters'),
            zone('outbox', ['store', 'http', 'cli'], 'outbox/ sees ports, not adapters'),
            zone('store', ['http', 'cli', 'requests'], 'store/ is an adapter'),
            zone('http', ['store', 'service', 'cli'], 'http/ goes through requests/'),
            zone(
              'identity',
              ['policy', 'rewrite', 'entitlements', 'requests', 'store', 'http', 'service', 'cli', 'demo'],
              'identity/ says who asks, and nothing more',
            ),
            zone(
              'redshift/**/!(*.test).ts',
              ['identity', 'requests', 'store', 'http', 'service', 'cli', 'demo'],
              'redshift/ knows a cluster, and no way to come by a world',
            ),
            zone(
              'trino',
              ['policy', 'entitlements', 'identity', 'requests', 'store', 'http', 'service', 'cli', 'demo'],
              'trino/ is what scrim knows of Trino, and needs no world',
            ),
            zone(
              'base/**/!(*.test).ts',
              [
                ...[
                  'cli',
                  'config',
                  'demo',
                  'entitlements',
                  'http',
                  'identity',
                  'model',
                  'policy',
                  'registration',
                ],
                ...['requests', 'rewrite', 'service', 'sql', 'store', 'trino', 'world'],
              ],
              'base/ has no word of the domain',
            ),
            zone('service', ['cli', 'demo'], 'service/ serves the shells'),
            zone('cli', ['store', 'http', 'identity'], 'cli/ goes through service/'),
            {
              target: './src/**/!(*.test).ts',
              from: ['./test', './bench', './scripts'],
              message: 'what is shipped needs no test',
            },
            { target: './test/unit', from: './test/live', message: 'unit tests need no Trino' },
          ],
        },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'TemplateLiteral[expressions.length>0] > TemplateElement[value.raw=/\\b(SELECT|WHERE|CREATE (OR REPLACE )?(VIEW|TABLE|SCHEMA)|GRANT)\\b/]',
          message: 'SQL is made by the printers (src/sql/print) from an AST, never by a template string.',
        },
      ],
    },
  },
  { files: ['*.mjs'], rules: { 'import-x/no-default-export': 'off' } },
  {
    files: ['test/**', '**/*.test.ts', 'bench/**'],
    rules: { 'no-restricted-syntax': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
