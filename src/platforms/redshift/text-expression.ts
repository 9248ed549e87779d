import type { Expression } from '../../sql/ast.js';

/** Functions of Redshift that always return text. */
const givesText: ReadonlySet<string> = new Set([
  ...[
    'lower',
    'upper',
    'initcap',
    'btrim',
    'ltrim',
    'rtrim',
    'concat',
    'left',
    'right',
    'substring',
    'replace',
  ],
  ...[
    'split_part',
    'translate',
    'lpad',
    'rpad',
    'repeat',
    'replicate',
    'to_char',
    'chr',
    'md5',
    'sha2',
    'reverse',
  ],
]);

/** Functions that return one of their arguments. */
const chooses: ReadonlySet<string> = new Set(['coalesce', 'nvl', 'nullif']);

/**
 * Whether an expression is certainly text of varying length.
 * @param isTextColumn whether a reference is to a column with such text
 */
export function isTextExpression(
  expression: Expression,
  isTextColumn: (expression: Expression) => boolean,
): boolean {
  const isText = (part: Expression): boolean => isTextExpression(part, isTextColumn);
  switch (expression.kind) {
    case 'StringLiteral':
    case 'Trim':
      return true;
    case 'RowReference':
      return isTextColumn(expression);
    case 'Binary':
      return expression.operator === '||';
    case 'Cast':
      return (
        expression.type.kind === 'NamedType' && ['varchar', 'nvarchar', 'text'].includes(expression.type.name)
      );
    case 'Case': {
      const results = [...expression.whens.map(({ result }) => result), expression.otherwise];
      return results.every((result) => result === undefined || isText(result));
    }
    case 'FunctionCall': {
      const [name, ...more] = expression.name.parts.map(({ value }) => value.toLowerCase());
      if (name === undefined || more.length > 0) return false;
      if (givesText.has(name)) return true;
      return (
        chooses.has(name) &&
        expression.arguments.every((argument) => argument.kind !== 'Star' && isText(argument))
      );
    }
    default:
      return false;
  }
}
