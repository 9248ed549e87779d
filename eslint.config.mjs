import js from '@eslint/js';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'src/sql/parse/generated'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-default-export': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            ':not(TaggedTemplateExpression[tag.name="sql"]) > TemplateLiteral[expressions.length>0] > TemplateElement[value.raw=/\\b(SELECT|WHERE|CREATE (OR REPLACE )?(VIEW|TABLE|SCHEMA)|GRANT)\\b/]',
          message:
            'SQL is made by the printers (src/sql/print) from an AST, or by the tag sql (src/redshift/sql-text.ts), never by a plain template string.',
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
