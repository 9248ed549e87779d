/** What an operation is about. A function is a function or a procedure; a column is one with its type. */
type About =
  | 'none'
  | 'user'
  | 'catalog'
  | 'schema'
  | 'table'
  | 'function'
  | 'column'
  | 'systemSessionProperty'
  | 'catalogSessionProperty';

/**
 * Every operation that Trino 476 asks its access control about, by Trino's name. `decidedBy`: operation rules of the world may allow an
 * operation, beside what scrim allows by itself; or scrim alone decides it, by what else the person may do.
 */
export const operations = {
  ExecuteQuery: { about: 'none', decidedBy: 'rules' },
  ReadSystemInformation: { about: 'none', decidedBy: 'rules' },
  WriteSystemInformation: { about: 'none', decidedBy: 'rules' },

  ImpersonateUser: { about: 'user', decidedBy: 'rules' },
  ViewQueryOwnedBy: { about: 'user', decidedBy: 'rules' },
  FilterViewQueryOwnedBy: { about: 'user', decidedBy: 'rules' },
  KillQueryOwnedBy: { about: 'user', decidedBy: 'rules' },

  SetSystemSessionProperty: { about: 'systemSessionProperty', decidedBy: 'rules' },
  SetCatalogSessionProperty: { about: 'catalogSessionProperty', decidedBy: 'rules' },

  AccessCatalog: { about: 'catalog', decidedBy: 'scrim' },
  FilterCatalogs: { about: 'catalog', decidedBy: 'scrim' },
  ShowSchemas: { about: 'catalog', decidedBy: 'scrim' },
  CreateCatalog: { about: 'catalog', decidedBy: 'rules' },
  DropCatalog: { about: 'catalog', decidedBy: 'rules' },

  FilterSchemas: { about: 'schema', decidedBy: 'scrim' },
  ShowTables: { about: 'schema', decidedBy: 'scrim' },
  ShowFunctions: { about: 'schema', decidedBy: 'scrim' },
  ShowCreateSchema: { about: 'schema', decidedBy: 'rules' },
  CreateSchema: { about: 'schema', decidedBy: 'rules' },
  DropSchema: { about: 'schema', decidedBy: 'rules' },
  RenameSchema: { about: 'schema', decidedBy: 'rules' },
  SetSchemaAuthorization: { about: 'schema', decidedBy: 'rules' },

  FilterTables: { about: 'table', decidedBy: 'scrim' },
  ShowColumns: { about: 'table', decidedBy: 'scrim' },
  FilterColumns: { about: 'table', decidedBy: 'scrim' },
  GetRowFilters: { about: 'table', decidedBy: 'scrim' },
  GetColumnMask: { about: 'column', decidedBy: 'scrim' },
  SelectFromColumns: { about: 'table', decidedBy: 'rules' },
  ShowCreateTable: { about: 'table', decidedBy: 'rules' },
  CreateTable: { about: 'table', decidedBy: 'rules' },
  DropTable: { about: 'table', decidedBy: 'rules' },
  RenameTable: { about: 'table', decidedBy: 'rules' },
  SetTableProperties: { about: 'table', decidedBy: 'rules' },
  SetTableComment: { about: 'table', decidedBy: 'rules' },
  SetTableAuthorization: { about: 'table', decidedBy: 'rules' },
  SetColumnComment: { about: 'table', decidedBy: 'rules' },
  AddColumn: { about: 'table', decidedBy: 'rules' },
  AlterColumn: { about: 'table', decidedBy: 'rules' },
  DropColumn: { about: 'table', decidedBy: 'rules' },
  RenameColumn: { about: 'table', decidedBy: 'rules' },
  InsertIntoTable: { about: 'table', decidedBy: 'rules' },
  UpdateTableColumns: { about: 'table', decidedBy: 'rules' },
  DeleteFromTable: { about: 'table', decidedBy: 'rules' },
  TruncateTable: { about: 'table', decidedBy: 'rules' },
  ExecuteTableProcedure: { about: 'table', decidedBy: 'rules' },
  CreateView: { about: 'table', decidedBy: 'rules' },
  CreateViewWithSelectFromColumns: { about: 'table', decidedBy: 'rules' },
  DropView: { about: 'table', decidedBy: 'rules' },
  RenameView: { about: 'table', decidedBy: 'rules' },
  SetViewComment: { about: 'table', decidedBy: 'rules' },
  SetViewAuthorization: { about: 'table', decidedBy: 'rules' },
  CreateMaterializedView: { about: 'table', decidedBy: 'rules' },
  RefreshMaterializedView: { about: 'table', decidedBy: 'rules' },
  DropMaterializedView: { about: 'table', decidedBy: 'rules' },
  RenameMaterializedView: { about: 'table', decidedBy: 'rules' },
  SetMaterializedViewProperties: { about: 'table', decidedBy: 'rules' },

  FilterFunctions: { about: 'function', decidedBy: 'scrim' },
  ExecuteFunction: { about: 'function', decidedBy: 'rules' },
  ExecuteProcedure: { about: 'function', decidedBy: 'rules' },
  CreateViewWithExecuteFunction: { about: 'function', decidedBy: 'rules' },
  ShowCreateFunction: { about: 'function', decidedBy: 'rules' },
  CreateFunction: { about: 'function', decidedBy: 'rules' },
  DropFunction: { about: 'function', decidedBy: 'rules' },
} as const satisfies Readonly<
  Record<string, { readonly about: About; readonly decidedBy: 'rules' | 'scrim' }>
>;

/** The name of an operation, as Trino sends it. */
export type Operation = keyof typeof operations;

/** An operation that operation rules may allow. */
export type RuledOperation = {
  [O in Operation]: (typeof operations)[O]['decidedBy'] extends 'rules' ? O : never;
}[Operation];

/** The operations, in the order of the table. */
export const operationNames = Object.keys(operations) as readonly Operation[];

/** The operations that operation rules may allow. */
export const ruledOperations = operationNames.filter(
  (name): name is RuledOperation => operations[name].decidedBy === 'rules',
);

const analyst = [
  'SetSystemSessionProperty',
  'SetCatalogSessionProperty',
  'ExecuteFunction',
  'ShowCreateFunction',
] as const satisfies readonly RuledOperation[];

const engineer = [
  ...analyst,
  'CreateTable',
  'DropTable',
  'RenameTable',
  'SetTableProperties',
  'SetTableComment',
  'SetColumnComment',
  'AddColumn',
  'AlterColumn',
  'DropColumn',
  'RenameColumn',
  'InsertIntoTable',
  'DeleteFromTable',
  'UpdateTableColumns',
  'TruncateTable',
  'ExecuteTableProcedure',
  'CreateView',
  'DropView',
  'RenameView',
  'SetViewComment',
  'CreateMaterializedView',
  'RefreshMaterializedView',
  'DropMaterializedView',
  'RenameMaterializedView',
  'SetMaterializedViewProperties',
  'ShowCreateTable',
  'ShowCreateSchema',
  'CreateFunction',
  'DropFunction',
] as const satisfies readonly RuledOperation[];

const service = [
  ...engineer,
  'SelectFromColumns',
  'CreateViewWithSelectFromColumns',
  'CreateViewWithExecuteFunction',
  'ExecuteProcedure',
  'CreateSchema',
  'DropSchema',
] as const satisfies readonly RuledOperation[];

/** Sets of operations that rules name instead of their operations. Each contains the sets before it. */
export const operationSets = {
  analyst,
  engineer,
  service,
  administrator: ruledOperations,
} as const satisfies Readonly<Record<string, readonly RuledOperation[]>>;

/** The name of a set of operations. */
export type OperationSet = keyof typeof operationSets;

/** The names of the sets. */
export const operationSetNames = Object.keys(operationSets) as readonly OperationSet[];

/** What a rule may name: a set or an operation. */
export type Allowed = OperationSet | RuledOperation;

const isSet = (name: Allowed): name is OperationSet => Object.hasOwn(operationSets, name);

/** One person's queries are listed and viewed by two operations, which must not contradict each other. */
const together: Readonly<Partial<Record<RuledOperation, RuledOperation>>> = {
  ViewQueryOwnedBy: 'FilterViewQueryOwnedBy',
  FilterViewQueryOwnedBy: 'ViewQueryOwnedBy',
};

/** The operations that names of sets and operations stand for. */
export const operationsOf = (names: readonly Allowed[]): ReadonlySet<RuledOperation> =>
  new Set(
    names
      .flatMap((name): readonly RuledOperation[] => (isSet(name) ? operationSets[name] : [name]))
      .flatMap((name) => [name, ...[together[name] ?? []].flat()]),
  );

/** How many names, outermost first, tell where an operation happens; undefined if it happens nowhere in particular. */
const depths: Readonly<Partial<Record<About, 1 | 2 | 3>>> = {
  catalog: 1,
  catalogSessionProperty: 1,
  schema: 2,
  table: 3,
  function: 3,
  column: 3,
};

/** The length of the name of the place that an operation is about: 1 for a catalog to 3 for a table; undefined for an operation without place. */
export const placeDepth = (name: Operation): 1 | 2 | 3 | undefined => depths[operations[name].about];
