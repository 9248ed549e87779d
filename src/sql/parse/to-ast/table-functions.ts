/** `TABLE(function(…))` and its arguments. */
import { invariant } from '../../../base/invariant.js';
import type {
  Descriptor,
  Expression,
  Position,
  Relation,
  SortItem,
  TableArgument,
  TableFunctionArgument,
  TableFunctionCall,
} from '../../ast.js';
import { SqlParser as P } from '../generated/SqlParser.js';
import type {
  DescriptorContext,
  ExpressionContext,
  TableArgumentContext,
  TableFunctionArgumentContext,
  TableFunctionCallContext,
} from '../generated/SqlParser.js';
import type { ToAst } from './context.js';
import { endsWithBareTable } from '../../special-functions.js';
import { only, positionOf, refuse, startOf } from './context.js';
import { bareParenthesized, parenthesizedQuery } from './parenthesized.js';

export function tableFunctionCall(
  to: ToAst,
  context: TableFunctionCallContext,
  position: Position,
): TableFunctionCall {
  only(to, 'trino', startOf(context), 'calls of functions after TABLE');
  const argumentsGiven = context.tableFunctionArgument().map((argument) => functionArgument(to, argument));
  const copartition = context.COPARTITION()?.symbol;
  if (copartition !== undefined && endsWithBareTable(argumentsGiven)) {
    throw refuse(copartition, 'COPARTITION would name the table before it: give that AS and a name');
  }
  return {
    kind: 'TableFunctionCall',
    name: to.qualifiedName(context.qualifiedName()),
    arguments: argumentsGiven,
    copartition: context.copartitionedTables().map((tables) => ({
      kind: 'CopartitionedTables',
      tables: tables.qualifiedName().map((name) => to.qualifiedName(name)),
      position: positionOf(tables),
    })),
    position,
  };
}

function functionArgument(to: ToAst, context: TableFunctionArgumentContext): TableFunctionArgument {
  const name = context.identifier();
  return {
    kind: 'TableFunctionArgument',
    name: name === null ? undefined : to.identifier(name),
    value: argumentValue(to, context),
    position: positionOf(context),
  };
}

function argumentValue(
  to: ToAst,
  context: TableFunctionArgumentContext,
): Expression | TableArgument | Descriptor {
  const table = context.tableArgument();
  if (table !== null) return tableArgument(to, table);
  const fields = context.descriptor();
  if (fields !== null) return descriptor(to, fields);
  const expression = context.expression();
  invariant(expression !== null, 'an argument without a value');
  const value = to.expression(expression);
  const isDescriptor =
    value.kind === 'Cast' &&
    value.value.kind === 'NullLiteral' &&
    value.type.kind === 'NamedType' &&
    value.type.name === 'descriptor';
  return isDescriptor ? { kind: 'Descriptor', position: value.position } : value;
}

const descriptor = (to: ToAst, context: DescriptorContext): Descriptor => ({
  kind: 'Descriptor',
  fields: context.descriptorField().map((field) => {
    const type = field.dataType();
    return {
      kind: 'DescriptorField',
      name: to.identifier(field.identifier()),
      type: type === null ? undefined : to.dataType(type),
      position: positionOf(field),
    };
  }),
  position: positionOf(context),
});

function tableArgument(to: ToAst, context: TableArgumentContext): TableArgument {
  const position = positionOf(context);
  const partition = context._partition;
  const alias = context.tableAlias();
  const whenEmpty = context._whenEmpty?.type;
  const relation = argumentRelation(to, context);
  const [name] = alias?.identifier() ?? [];
  return {
    kind: 'TableArgument',
    relation:
      alias === null || name === undefined
        ? relation
        : {
            kind: 'Aliased',
            relation,
            alias: to.identifier(name),
            columns: to.names(alias.columnNames()),
            position: relation.position,
          },
    partitionBy: partition === undefined ? undefined : listed(to, partition),
    whenEmpty: whenEmpty === undefined ? undefined : whenEmpty === P.KEEP ? 'KEEP' : 'PRUNE',
    orderBy: context.sortItem().map((item): SortItem => to.sortItem(item)),
    position,
  };
}

function argumentRelation(to: ToAst, context: TableArgumentContext): Relation {
  const name = context.qualifiedName();
  const query = context.query();
  const position = positionOf(context);
  if (name !== null) return { kind: 'Table', name: to.qualifiedName(name), position: positionOf(name) };
  invariant(query !== null, 'a table argument without a table');
  return { kind: 'SubqueryRelation', query: to.query(query), position };
}

/** One expression, or a list in parentheses. */
function listed(to: ToAst, context: ExpressionContext): readonly Expression[] {
  const list = bareParenthesized(context);
  const isList = list !== undefined && parenthesizedQuery(to, list) === undefined;
  return (isList ? list.expression() : [context]).map((item) => to.expression(item));
}
