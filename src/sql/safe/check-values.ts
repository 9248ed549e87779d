/** Checks of the kinds that are unsafe because of one of their parts. */
import type {
  AtTimeZone,
  Cast,
  CurrentValue,
  CurrentValueName,
  DataType,
  Extract,
  JsonPath,
  Like,
  Node,
  TypedLiteral,
  Unary,
} from '../ast.js';
import type { Dialect } from '../dialect.js';
import { nodesOf } from '../visit.js';
import { needZone, refuseZone } from './check-time-zones.js';
import type { Checking, KindCheck } from './checking.js';
import { dialectRules } from './dialect-rules.js';

const time = 'the expression must mean the same at any time; for rows by their age use a time rule';
const user = "for the view's reader use @username()";
const session = 'it differs from session to session';

const currentValues: Readonly<Record<CurrentValueName, string>> = {
  CURRENT_CATALOG: session,
  CURRENT_SCHEMA: session,
  CURRENT_PATH: session,
  CURRENT_USER: user,
  CURRENT_USER_ID: user,
  SESSION_USER: user,
  USER: user,
  CURRENT_DATE: time,
  CURRENT_TIME: time,
  CURRENT_TIMESTAMP: time,
  LOCALTIME: time,
  LOCALTIMESTAMP: time,
  SYSDATE: time,
};

export const checkCurrentValue: KindCheck<CurrentValue> = (node, _scope, { report }) => {
  report(node, `${node.name.toLowerCase()} is not allowed here: ${currentValues[node.name]}`);
  return 'done';
};

const fields: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  trino: new Set(
    (
      'YEAR QUARTER MONTH WEEK DAY DAY_OF_MONTH DAY_OF_WEEK DOW DAY_OF_YEAR DOY YEAR_OF_WEEK YOW HOUR MINUTE SECOND ' +
      'TIMEZONE_HOUR TIMEZONE_MINUTE'
    ).split(' '),
  ),
  redshift: new Set(
    (
      'YEAR QUARTER MONTH WEEK DAY DAYOFWEEK DOW DAYOFYEAR DOY HOUR MINUTE SECOND MILLISECOND MICROSECOND EPOCH CENTURY ' +
      'DECADE MILLENNIUM TIMEZONE_HOUR TIMEZONE_MINUTE'
    ).split(' '),
  ),
};

/** The field is printed as a word, so only known fields are allowed. */
export const checkExtract: KindCheck<Extract> = (node, scope, to) => {
  const { dialect, report } = to;
  refuseZone(node.source, scope, to);
  if (!fields[dialect].has(node.field)) {
    report(node, `extract has no field ${node.field}; the fields are ${[...fields[dialect]].join(', ')}`);
  }
  return undefined;
};

const typeNames: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  trino: new Set(
    (
      'boolean tinyint smallint integer int bigint real double decimal varchar char varbinary date json uuid ' +
      'ipaddress'
    ).split(' '),
  ),
  // Not the types of catalog objects (regclass and the like): a cast to them looks a name up.
  redshift: new Set(
    (
      'boolean bool smallint int2 integer int int4 bigint int8 real float4 double float8 float decimal numeric varchar ' +
      'nvarchar text char nchar bpchar date varbyte super'
    ).split(' '),
  ),
};

function checkType(type: DataType, { dialect, report }: Checking): void {
  for (const named of nodesOf(type, 'NamedType')) {
    if (!typeNames[dialect].has(named.name)) {
      const known = [...typeNames[dialect]].join(', ');
      report(named, `type ${named.name} is not allowed; these are: ${known}, time, timestamp`);
    }
  }
}

export const checkCast: KindCheck<Cast> = (node, scope, to) => {
  checkType(node.type, to);
  refuseZone(node.value, scope, to);
  if (nodesOf(node.type, 'DateTimeType').some(({ withTimeZone }) => withTimeZone)) {
    to.report(
      node,
      `a cast to a type with time zone uses the time zone of the reader's session: write ${dialectRules[to.dialect].ownZone}`,
    );
  }
  if (node.value.kind === 'StringLiteral') checkMoment(node, node.type, node.value.value, to);
  return undefined;
};

export const checkTypedLiteral: KindCheck<TypedLiteral> = (node, _scope, to) => {
  checkType(node.type, to);
  checkMoment(node, node.type, node.value, to);
  return undefined;
};

function checkMoment(node: Node, type: DataType, text: string, { dialect, report }: Checking): void {
  const isTime = type.kind === 'DateTimeType' || (type.kind === 'NamedType' && type.name === 'date');
  const isWord = /^\s*(now|today|tomorrow|yesterday|allballs|current)\b/i.test(text);
  if (dialectRules[dialect].hasMovingMoments && isTime && isWord) {
    report(node, `'${text}' means another time each day: ${time}`);
  }
}

export const checkLike: KindCheck<Like> = ({ operator, ...node }, _scope, { report }) => {
  if (operator === 'SIMILAR TO') {
    const why = 'matching a regular expression can take far longer than the length of the text suggests';
    report({ ...node, operator }, `SIMILAR TO is not allowed here: ${why}; use LIKE`);
  }
  return undefined;
};

/** The path language of SQL/JSON has a predicate for regular expressions. */
export const checkJsonPath: KindCheck<JsonPath> = (node, _scope, { report }) => {
  if (node.path.includes('like_regex')) {
    report(
      node,
      'like_regex is not allowed in a path: matching a regular expression can take far longer than the length of the text suggests',
    );
  }
  return undefined;
};

export const checkUnary: KindCheck<Unary> = (node, _scope, { report }) => {
  if (node.operator === 'PRIOR') report(node, 'PRIOR belongs to CONNECT BY, which is not allowed here');
  if (node.operator === '@')
    report(node, "'@' starts a policy function here: write abs(x) for the absolute value");
  return undefined;
};

/** If the result always has a zone, a time without one gets the zone of the session first. */
export const checkAtTimeZone: KindCheck<AtTimeZone> = (node, scope, to) => {
  if (dialectRules[to.dialect].atTimeZone === 'zoned') needZone(node.value, scope, to);
  return undefined;
};
