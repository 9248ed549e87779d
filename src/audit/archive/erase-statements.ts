import type { Expression, Query, Relation } from '../../sql/ast.js';
import {
  and,
  arrayOf,
  as,
  binary,
  call,
  column,
  compare,
  concatenate,
  equals,
  integer,
  isNotNull,
  isNull,
  join,
  not,
  or,
  query,
  select,
  sort,
  string,
  table,
  unnested,
} from '../../sql/build.js';
import type { ArchivePlace } from './statements.js';
import type { TableName } from './tables.js';
import { isOneOf } from './texts.js';

/** Columns of a person's own row whose texts are removed, also where these are in `audit_text`. */
export const removedOfOwn = {
  audit_decision: ['details'],
  audit_query: ['client', 'sql', 'error_message', 'output'],
} as const;

const of = (name: string): Expression => column('record', name);
const longOf = (name: string): Expression => call('json_extract_scalar', of('long'), string(`$.${name}`));

/** The condition that a text contains another one, in any letter case. */
const contains = (value: Expression, text: string): Expression =>
  compare(call('strpos', call('lower', value), call('lower', string(text))), '>', integer(0));

/** The forms in which texts have a name: as it is, and in JSON. */
const formsOf = (name: string): readonly string[] => [...new Set([name, JSON.stringify(name).slice(1, -1)])];

/** Statements that find a person in the archive, in all batches. */
export function eraseStatements(place: ArchivePlace) {
  const from = (name: TableName, alias = 'record'): Relation =>
    table([place.catalog, place.schema, name], alias);

  /** The digests that some expressions over a row have. */
  const digests = (
    name: TableName,
    expressions: readonly Expression[],
    where: Expression | undefined,
    among?: readonly string[],
  ): Query => {
    const digest = column('one', 'digest');
    return query(
      select({
        distinct: true,
        items: [digest],
        from: unnested(from(name), [arrayOf(...expressions)], 'one', ['digest']),
        where: and(
          isNotNull(digest),
          ...(where === undefined ? [] : [where]),
          ...(among === undefined ? [] : [isOneOf(digest, among)]),
        ),
      }),
    );
  };
  const decided = [of('shown'), of('answer'), ...removedOfOwn.audit_decision.map(longOf)];
  const asked = removedOfOwn.audit_query.map(longOf);
  const isNot = (name: string, user: string): Expression =>
    or(isNull(of(name)), compare(of(name), '<>', string(user)));

  return {
    /** The condition that a row has a name in one of some columns. */
    hasName: (columns: readonly string[], name: string): Expression =>
      or(...columns.flatMap((one) => formsOf(name).map((form) => contains(of(one), form)))),

    /** The digests of texts that rows of a person refer to, as far as they are removed with these. */
    ownTexts: (user: string): readonly Query[] => [
      digests('audit_decision', decided, equals(of('user_name'), string(user))),
      digests(
        'audit_query',
        asked,
        or(equals(of('user_name'), string(user)), equals(of('original_user'), string(user))),
      ),
    ],

    /** Those of some digests that other rows refer to. */
    sharedTexts: (user: string, among: readonly string[]): readonly Query[] => [
      digests('audit_decision', decided, isNot('user_name', user), among),
      digests('audit_decision', [longOf('because')], undefined, among),
      digests('audit_query', asked, and(isNot('user_name', user), isNot('original_user', user)), among),
      digests('audit_query', [longOf('because')], undefined, among),
      digests('audit_read', ['filters', 'columns', 'alarm'].map(longOf), undefined, among),
    ],

    /** Those of some digests of which there are texts. */
    existing: (among: readonly string[]): Query =>
      query(
        select({
          distinct: true,
          items: [of('digest')],
          from: from('audit_text'),
          where: isOneOf(of('digest'), among),
        }),
      ),

    /** The digests of texts that have a name, in a part or where two parts meet. */
    textsWith: (name: string): Query => {
      const forms = formsOf(name);
      const reach = Math.max(...forms.map((form) => form.length));
      const next = (column_: string): Expression => column('next', column_);
      const meeting = concatenate(
        call(
          'substr',
          of('text'),
          call('greatest', integer(1), binary(call('length', of('text')), '-', integer(reach))),
        ),
        call('substr', next('text'), integer(1), integer(reach)),
      );
      const parted = join(
        from('audit_text'),
        'INNER',
        from('audit_text', 'next'),
        and(
          ...['day', 'batch', 'digest'].map((key) => equals(next(key), of(key))),
          equals(next('part'), binary(of('part'), '+', integer(1))),
        ),
      );
      const within = select({
        items: [as(of('digest'), 'digest')],
        from: from('audit_text'),
        where: or(...forms.map((form) => contains(of('text'), form))),
      });
      const between = select({
        items: [as(of('digest'), 'digest')],
        from: parted,
        where: or(...forms.map((form) => contains(meeting, form))),
      });
      return query({ kind: 'SetOperation', operator: 'UNION', all: false, left: within, right: between });
    },

    /** The digests of lists of columns. */
    columnTexts: (): Query => digests('audit_read', [longOf('columns')], not(isNull(of('long')))),

    /** The parts of a text in their order. */
    partsOf: (digest: string): Query =>
      query(
        select({
          items: [of('part'), call('max', of('text'))],
          from: from('audit_text'),
          where: equals(of('digest'), string(digest)),
          groupBy: [of('part')],
        }),
        { orderBy: [sort(of('part'))] },
      ),
  };
}
