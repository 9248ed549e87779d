export { parseDataType, parseName } from './parse-fragment.js';
export { SqlSyntaxError } from './syntax-error.js';
