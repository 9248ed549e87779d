export {
  parseDataType,
  parseExpression,
  parseName,
  parseQuery,
  parseStatement,
  parseStatements,
} from './parse.js';
export type { ParsedStatement } from './parse.js';
export { SqlSyntaxError } from './syntax-error.js';
export type { Limits, ReadOptions } from './limits.js';
export { tokensOf } from './tokens-of.js';
