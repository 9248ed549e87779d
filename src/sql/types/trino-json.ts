import type {
  Expression,
  JsonArray,
  JsonExists,
  JsonFormat,
  JsonObject,
  JsonPath,
  JsonQuery,
  JsonValue,
} from '../ast.js';
import { trinoType } from './from-data-type.js';
import { castsTo } from './trino-casts.js';
import { coerces } from './trino-coercion.js';
import { any, boolean, isAny, isNumber, isText, showType, varbinary, varchar, type Type } from './type.js';
import type { Typing } from './typing.js';

type Json = JsonExists | JsonValue | JsonQuery | JsonObject | JsonArray;
type TypeOf = (node: Expression) => Type;

/** The result type of a function of SQL/JSON; see `trinoExpression`. */
export function jsonType(node: Json, typing: Typing, typeOf: TypeOf): Type {
  switch (node.kind) {
    case 'JsonExists':
      checkPath(node.path, typing, typeOf);
      return boolean;
    case 'JsonValue':
      return valueType(node, typing, typeOf);
    case 'JsonQuery':
      checkPath(node.path, typing, typeOf);
      return returned(node, node.returning, typing);
    case 'JsonObject':
      for (const { key, value, format } of node.members) {
        const found = typeOf(key);
        if (!isAny(found) && !isText(found)) {
          typing.report(key, `a key of json_object is text, not ${showType(found)}`);
        }
        checkInside(value, format, typing, typeOf);
      }
      return returned(node, node.returning, typing);
    case 'JsonArray':
      for (const { value, format } of node.elements) checkInside(value, format, typing, typeOf);
      return returned(node, node.returning, typing);
  }
}

function checkPath({ input, inputFormat, passing }: JsonPath, typing: Typing, typeOf: TypeOf): void {
  checkInput(input, inputFormat, typing, typeOf);
  for (const { value, format } of passing) checkInside(value, format, typing, typeOf);
}

/** A value that is read as JSON must be text, but not char, or bytes with an encoding. */
function checkInput(node: Expression, format: JsonFormat | undefined, typing: Typing, typeOf: TypeOf): void {
  const found = typeOf(node);
  const plain = format === undefined || format === 'JSON';
  const fits = plain
    ? found.base === 'varchar' || found.base === 'varbinary' || found.base === 'unknown'
    : coerces(found, varbinary);
  if (isAny(found) || fits) return;
  const right = plain ? 'varchar or bytes' : 'bytes';
  const mend = readableAsJson[found.base];
  typing.report(
    node,
    `JSON is read from ${right}, not from ${showType(found)}${mend === undefined ? '' : `: write ${mend}`}`,
  );
}

/** An expression that converts a value to text, if JSON cannot be read from it. */
const readableAsJson: Readonly<Partial<Record<string, string>>> = {
  json: 'json_format(…)',
  char: 'CAST(… AS varchar)',
};

const isJson = ({ kind }: Expression): boolean =>
  kind === 'JsonQuery' || kind === 'JsonObject' || kind === 'JsonArray';

/** A value that is put into JSON must be JSON, or have a text form. */
function checkInside(
  node: Expression,
  written: JsonFormat | undefined,
  typing: Typing,
  typeOf: TypeOf,
): void {
  if (written !== undefined || isJson(node)) return checkInput(node, written, typing, typeOf);
  const found = typeOf(node);
  if (isText(found) || isNumber(found) || found.base === 'boolean' || castsTo(found, varchar())) return;
  typing.report(node, `${showType(found)} cannot be put into JSON: it is not written as text`);
}

function returned(node: Json, returning: JsonQuery['returning'], typing: Typing): Type {
  if (returning === undefined) return varchar();
  const type = trinoType(returning.type);
  const plain = returning.format === undefined || returning.format === 'JSON';
  const fits = isText(type) || type.base === 'varbinary';
  if (!isAny(type) && (plain ? !fits : type.base !== 'varbinary')) {
    typing.report(node, `JSON is given as ${plain ? 'text or bytes' : 'bytes'}, not as ${showType(type)}`);
  }
  return type;
}

const returnable = [
  'boolean',
  'date',
  'time',
  'time with time zone',
  'timestamp',
  'timestamp with time zone',
];

function valueType(node: JsonValue, typing: Typing, typeOf: TypeOf): Type {
  checkPath(node.path, typing, typeOf);
  const type = node.returning === undefined ? varchar() : trinoType(node.returning);
  if (!isAny(type) && !isText(type) && !isNumber(type) && !returnable.includes(type.base)) {
    typing.report(node, `json_value gives text, a number, a boolean or a time, not ${showType(type)}`);
    return any;
  }
  for (const fallback of [node.onEmpty, node.onError]) {
    if (fallback?.value === undefined) continue;
    const found = typeOf(fallback.value);
    if (!coerces(found, type)) {
      typing.report(fallback.value, `the default of json_value is ${showType(type)}, not ${showType(found)}`);
    }
  }
  return type;
}
