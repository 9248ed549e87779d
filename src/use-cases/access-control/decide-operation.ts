import type { RuledOperation } from '../../model/operations.js';
import { placeKey } from './cluster.js';
import { placeOf } from './place.js';
import type { Place } from './place.js';
import { allowed, denied } from './question.js';
import type { Question, Resource, Verdict } from './question.js';
import { isPlaceSeen } from './place-seen.js';
import { ruleAbout, ruleFor } from './rules.js';
import type { Rule } from './rules.js';
import type { Session } from './session.js';
import { columnsRefused, isSeen, isUnrestricted, readingByRule, readingOf } from './table-access.js';

type Of<K extends Resource['kind']> = Extract<Resource, { readonly kind: K }>;

/** Decides one question: whether Trino may do something for a user. Whatever is not foreseen is denied. */
export function decideOperation(session: Session, question: Question): Verdict {
  if (session.isDefiner) return decideForDefiner(question);
  if (session.refused !== undefined) return denied(session.refused);
  const { operation, resource } = question;
  switch (resource.kind) {
    case 'none':
      return operation === 'ExecuteQuery'
        ? allowed('the user is known and active')
        : byRule(
            operation,
            session.rules.find((rule) => rule.allows.has(operation as RuledOperation)),
          );
    case 'user':
      return decideAboutUser(session, operation, resource);
    case 'systemSessionProperty':
      return decideProperty(session, operation, resource.name, () => true);
    case 'catalogSessionProperty':
      return decideProperty(
        session,
        operation,
        resource.name,
        (rule) => ruleFor([rule], 'SetCatalogSessionProperty', resource.parts) !== undefined,
      );
    case 'catalog':
      return decideCatalog(session, operation, resource);
    case 'schema':
      return decideSchema(session, question, resource);
    case 'function':
      return decideFunction(session, operation, resource);
    case 'table':
      return decideTable(session, question, resource);
  }
}

const byRule = (operation: string, rule: Rule | undefined, where = ''): Verdict =>
  rule === undefined
    ? denied(`no operation rule allows ${[operation, where].filter((part) => part !== '').join(' ')}`)
    : allowed(`operation rule '${rule.name}'`);

/** The definer reads, and does nothing else: nobody can act as the definer. */
function decideForDefiner({ operation, resource }: Question): Verdict {
  switch (operation) {
    case 'AccessCatalog':
    case 'FilterCatalogs':
    case 'FilterSchemas':
    case 'FilterTables':
    case 'FilterColumns':
    case 'SelectFromColumns':
    case 'CreateViewWithSelectFromColumns':
      return allowed('views, filters and masks read raw tables as the definer');
    case 'ExecuteFunction':
    case 'CreateViewWithExecuteFunction':
      return resource.kind === 'function' && isBuiltIn(resource)
        ? allowed('a built-in function')
        : denied('views, filters and masks use no functions but the built-in ones');
    default:
      return denied('nobody may act as the definer');
  }
}

/** Queries of others, and acting as others. */
function decideAboutUser(session: Session, operation: Question['operation'], { user }: Of<'user'>): Verdict {
  if (operation === 'ImpersonateUser') {
    if (user === session.definer) return denied('nobody may act as the definer');
  } else if (user === session.asker.userName) {
    return allowed('a query of their own');
  }
  const rule = ruleAbout(session.look, session.rules, operation as RuledOperation, user);
  return byRule(operation, rule, `about user '${user}'`);
}

/** Session properties with which Trino evaluates conditions of readers before those of policies. They must be named by a rule. */
const unsafeProperties: ReadonlySet<string> = new Set(['allow_unsafe_pushdown']);

function decideProperty(
  { rules }: Session,
  operation: Question['operation'],
  name: string,
  where: (rule: Rule) => boolean,
): Verdict {
  const rule = rules.find(
    (one) =>
      one.allows.has(operation as RuledOperation) &&
      where(one) &&
      (one.properties === undefined ? !unsafeProperties.has(name) : one.properties.has(name)),
  );
  return byRule(operation, rule, `for session property ${name}`);
}

function decideCatalog(
  session: Session,
  operation: Question['operation'],
  { parts }: Of<'catalog'>,
): Verdict {
  switch (operation) {
    case 'AccessCatalog':
    case 'FilterCatalogs':
    case 'ShowSchemas':
      return isPlaceSeen(session, parts);
    default:
      return byRule(
        operation,
        ruleFor(session.rules, operation as RuledOperation, parts),
        `in ${parts.join('.')}`,
      );
  }
}

function decideSchema(session: Session, question: Question, { parts }: Of<'schema'>): Verdict {
  const { operation, target } = question;
  switch (operation) {
    case 'FilterSchemas':
    case 'ShowTables':
    case 'ShowFunctions':
      return isPlaceSeen(session, parts);
    case 'RenameSchema':
      // A table behind a data source would be another table after that.
      if (ruleFor(session.rules, 'SelectFromColumns', parts) === undefined) {
        return denied(
          `RenameSchema needs an operation rule that allows SelectFromColumns in all of ${parts.join('.')}`,
        );
      }
  }
  return changing(session, question, parts, target);
}

/** An operation that changes something: allowed by rules for its place, and for its new place. */
function changing(
  { cluster, rules, definer }: Session,
  { operation, grantee }: Question,
  parts: readonly string[],
  target?: Resource,
): Verdict {
  if (parts[0] === cluster.views)
    return denied(`catalog '${cluster.views}' is scrim's: only scrim makes its views`);
  if (grantee !== undefined && grantee === definer) return denied('nothing may be given to the definer');
  const rule = ruleFor(rules, operation as RuledOperation, parts);
  if (rule === undefined || target === undefined) return byRule(operation, rule, `in ${parts.join('.')}`);
  if (target.kind !== 'table' && target.kind !== 'schema') return denied(`${operation} has no new name`);
  return byRule(
    operation,
    ruleFor(rules, operation as RuledOperation, target.parts),
    `in ${target.parts.join('.')}`,
  );
}

const isBuiltIn = ({ parts: [catalog, schema] }: Of<'function'>): boolean =>
  catalog === 'system' && schema === 'builtin';

/** Functions and procedures. Those of a connector (schema `system`), such as `query`, read past all filters and masks. */
function decideFunction(
  session: Session,
  operation: Question['operation'],
  resource: Of<'function'>,
): Verdict {
  const { parts } = resource;
  const [catalog, schema, name] = parts;
  const asked: RuledOperation =
    operation === 'FilterFunctions' ? 'ExecuteFunction' : (operation as RuledOperation);
  if (isBuiltIn(resource) && asked !== 'CreateFunction' && asked !== 'DropFunction')
    return allowed('a built-in function');
  if (asked === 'ExecuteProcedure' && catalog === 'system' && schema === 'runtime' && name === 'kill_query') {
    return allowed('Trino asks whose query it is');
  }
  const naming = session.rules.find(
    ({ allows, places }) => allows.has(asked) && places !== 'everywhere' && places.has(placeKey(parts)),
  );
  const rule = naming ?? ruleFor(session.rules, asked, parts);
  if (rule !== undefined && naming === undefined && schema === 'system' && catalog !== 'system') {
    if (ruleFor(session.rules, 'SelectFromColumns', [catalog]) === undefined) {
      return denied(
        `${parts.join('.')} may read past filters and masks: it needs an operation rule that names it in 'in', or that allows SelectFromColumns in all of ${catalog}`,
      );
    }
  }
  if (catalog === session.cluster.views && asked !== 'ExecuteFunction') {
    return denied(`catalog '${catalog}' is scrim's: it has no functions`);
  }
  return byRule(asked, rule, `in ${parts.join('.')}`);
}

/** Operations on rows, which Trino does within filters, and refuses where there is a mask. */
const onRows: ReadonlySet<string> = new Set(['InsertIntoTable', 'UpdateTableColumns', 'DeleteFromTable']);

function decideTable(session: Session, question: Question, { parts, columns }: Of<'table'>): Verdict {
  const { operation, target } = question;
  const name = parts.join('.');
  switch (operation) {
    case 'FilterTables':
    case 'ShowColumns':
      return isSeen(session, parts)
        ? allowed('the table exists for them')
        : denied(`${name} does not exist for them`);
    case 'FilterColumns':
    case 'SelectFromColumns': {
      const { reading } = readingOf(session, parts);
      const refusal = columnsRefused(reading, columns);
      return refusal === undefined ? allowed(reading.because) : denied(refusal);
    }
    case 'CreateViewWithSelectFromColumns':
      return decideViewOver(session, parts, columns);
    case 'ShowCreateTable':
      if (parts[0] === session.cluster.views) return allowed('the catalog of scrim');
  }
  const verdict = changing(session, question, parts, target);
  if (!verdict.allowed) return verdict;
  const refusal = pastPolicies(session, question, parts);
  return refusal === undefined ? verdict : denied(refusal);
}

/** Table properties and table procedures that name files to read, which may be those of any table. */
const namesFiles: ReadonlySet<string> = new Set([
  'external_location',
  'location',
  'add_files',
  'add_files_from_table',
]);

const needed = 'they need an operation rule that allows SelectFromColumns there';

/** Why a change that a rule allows would let somebody read past policies, or decide by what policies go; undefined if it would not. */
function pastPolicies(
  session: Session,
  { operation, target, options = [] }: Question,
  parts: Of<'table'>['parts'],
): string | undefined {
  const name = parts.join('.');
  const [catalog] = parts;
  const ofFiles = options.find((option) => namesFiles.has(option));
  if (ofFiles !== undefined && ruleFor(session.rules, 'SelectFromColumns', [catalog]) === undefined) {
    return `with '${ofFiles}', ${name} may contain the files of other tables; it needs an operation rule that allows SelectFromColumns in all of ${catalog}`;
  }
  const place = placeOf(session.look, session.derive, session.cluster, parts);
  const isRawReader = readingByRule(session, place, parts)?.kind === 'clear';
  if (place.kind === 'reserved' && !isRawReader && (place.decides || !onRows.has(operation))) {
    return `${operation} on ${name} is denied, because ${place.because}; ${needed}`;
  }
  if (onRows.has(operation)) return place.kind === 'metadata' ? `${name} cannot be changed` : undefined;
  if (isRawReader) return undefined;
  const { reading } = readingOf(session, parts);
  if (reading.kind === 'clear') return undefined;
  if (place.kind === 'metadata') return reading.because;
  // Policies go by names: what has another name is read past them.
  if (place.kind === 'governed' && (operation === 'RenameColumn' || !isUnrestricted(reading))) {
    return `${operation} on ${name} would go past the policies of data source '${place.dataSources[0] ?? ''}'; ${needed}`;
  }
  return target?.kind === 'table' && readingOf(session, target.parts).reading.kind !== 'nothing'
    ? `as ${target.parts.join('.')}, they could read all of ${name}; ${needed}`
    : undefined;
}

/** Whether others may read a table through a view that this user owns. */
function decideViewOver(session: Session, parts: Of<'table'>['parts'], columns: readonly string[]): Verdict {
  const { place, reading } = readingOf(session, parts);
  const refusal = columnsRefused(reading, columns);
  if (refusal !== undefined) return denied(refusal);
  return isForEveryone(place)
    ? allowed(reading.because)
    : byRule(
        'CreateViewWithSelectFromColumns',
        ruleFor(session.rules, 'CreateViewWithSelectFromColumns', parts),
        `in ${parts.join('.')}: through a view of this user, others would read what this user may read`,
      );
}

/** Whether everybody known may read a table, and reads the same of it. */
function isForEveryone(place: Place): boolean {
  switch (place.kind) {
    case 'information schema':
      return true;
    case 'system':
      return place.readable;
    case 'reserved':
      return place.opened;
    case 'other':
      return place.mode === 'open' || place.mode === 'upstream';
    case 'governed':
      return place.mode === 'open';
    case 'view':
    case 'metadata':
      return false;
  }
}
