import type { Column } from '../../../src/model/data-source.js';
import { platformOf } from '../../../src/platforms/index.js';
import { answerQuestions } from '../../../src/platforms/redshift/answer-questions.js';
import { createReaderFacts } from '../../../src/platforms/redshift/reader-facts.js';
import { spellRow } from '../../../src/platforms/row.js';
import type { Expression } from '../../../src/sql/ast.js';
import { qualifiedName } from '../../../src/sql/build.js';

const profile = ['scrim', 'user_profile'];

/** How each platform puts a settled expression over some columns into a view. */
export const answeredOn = {
  trino: () => (expression: Expression) => spellRow(expression, platformOf.trino),
  redshift: (columns: readonly Column[]) => (expression: Expression) =>
    answerQuestions(expression, {
      columns,
      relation: { kind: 'Table', name: qualifiedName('t') },
      facts: createReaderFacts(profile),
      profile,
    }),
} as const;
