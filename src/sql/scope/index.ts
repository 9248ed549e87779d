export { checkOutput } from './check-output.js';
export { replaceTables, substitute } from './replace-tables.js';
export type { ReplaceTable } from './replace-tables.js';
export { resolve } from './resolve.js';
export type { Resolution } from './resolve.js';
export { ScopeError } from './scope-error.js';
export { tablesOf } from './tables-of.js';
export type { Lookup } from './analyzer.js';
export type { Origin } from './relation-type.js';
