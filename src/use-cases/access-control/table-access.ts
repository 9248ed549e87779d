import { readerIn } from '../../facts/derived-facts.js';
import { describeBlockScope } from '../../model/block.js';
import { blockOf } from '../../policy/access.js';
import { fold } from '../../sql/scope/names.js';
import { operations } from '../../model/operations.js';
import type { RuledOperation } from '../../model/operations.js';
import type { InPlace } from '../../platforms/trino/in-place.js';
import { placeOf } from './place.js';
import type { Place } from './place.js';
import { isPlaceSeen } from './place-seen.js';
import { ruleFor, touches } from './rules.js';
import type { Session } from './session.js';

type TableParts = readonly [string, string, string];

/** What a person reads of a table. */
export type Reading =
  /** All rows and columns, without masks. */
  | { readonly kind: 'clear'; readonly because: string }
  /** What the decision about a data source shows. */
  | {
      readonly kind: 'in place';
      readonly dataSource: string;
      readonly shown: Extract<InPlace, { readonly kind: 'open' }>;
      readonly because: string;
    }
  | { readonly kind: 'nothing'; readonly because: string };

const clear = (because: string): Reading => ({ kind: 'clear', because });
const nothing = (because: string): Reading => ({ kind: 'nothing', because });

/** Decides what a person reads of a table, and tells what the table is. */
export function readingOf(
  session: Session,
  parts: TableParts,
): { readonly place: Place; readonly reading: Reading } {
  const { look, derive, cluster, isDefiner, refused } = session;
  const place = placeOf(look, derive, cluster, parts);
  if (isDefiner) return { place, reading: clear('views, filters and masks read raw tables as the definer') };
  if (refused !== undefined) return { place, reading: nothing(refused) };
  return {
    place,
    reading: readingByRule(session, place, parts) ?? readingWithoutRules(session, place, parts),
  };
}

/** What a rule lets a person read of a table; undefined without such a rule. A block goes before rules, as before every other access. */
export function readingByRule(session: Session, place: Place, parts: TableParts): Reading | undefined {
  const rule = isRaw(place) ? ruleFor(session.rules, 'SelectFromColumns', parts) : undefined;
  if (rule === undefined) return undefined;
  const blocked = blockOn(session, place);
  return blocked === undefined
    ? clear(`operation rule '${rule.name}' lets them read it in the clear`)
    : nothing(blocked);
}

/** Why a person is shut out of a data source over a table, if they are. */
function blockOn({ look, derive, asker }: Session, place: Place): string | undefined {
  if (place.kind !== 'governed' && place.kind !== 'metadata') return undefined;
  const reader = readerIn(derive, asker);
  for (const name of place.dataSources) {
    const dataSource = look({ entry: 'dataSource', name });
    const block = dataSource && blockOf(reader, dataSource, asker.at);
    if (block !== undefined) {
      return `user '${asker.userName}' is blocked from ${describeBlockScope(block.scope)}: ${block.reason}`;
    }
  }
  return undefined;
}

const isRaw = ({ kind }: Place): boolean =>
  kind === 'governed' || kind === 'metadata' || kind === 'reserved' || kind === 'other';

function readingWithoutRules(session: Session, place: Place, parts: TableParts): Reading {
  const name = parts.join('.');
  switch (place.kind) {
    case 'view':
      return clear('the catalog of scrim makes each view for the person who reads it');
    case 'information schema': {
      const { allowed: seen, because } = isPlaceSeen(session, [parts[0]]);
      return seen ? clear('Trino asks about each object that it lists') : nothing(because);
    }
    case 'system': {
      if (place.readable) return clear('Trino asks about each object that it lists');
      const rule = session.rules.find(({ allows }) => allows.has('ReadSystemInformation'));
      return rule === undefined
        ? nothing(`${name} tells about the server: no operation rule allows ReadSystemInformation`)
        : clear(`operation rule '${rule.name}' allows ReadSystemInformation`);
    }
    case 'metadata':
      return nothing(`${name} would tell about hidden rows and masked values of ${place.of}`);
    case 'reserved':
      return place.opened
        ? clear(`the configuration opens ${name} by its name`)
        : nothing(`${name} is closed: ${place.because}`);
    case 'other':
      return place.mode === 'open' || place.mode === 'upstream'
        ? clear(`${name} is nobody's data source, and its mode is ${place.mode}`)
        : nothing(`${name} is nobody's data source, and its mode is ${place.mode}`);
    case 'governed':
      switch (place.mode) {
        case 'open':
          return clear(`the configuration opens ${name} by its name`);
        case 'closed':
          return nothing(
            `${name} is closed: query the view of data source ${place.dataSources.map((one) => `'${one}'`).join(' or ')}`,
          );
        case 'inPlace':
        case 'upstream':
          return readingInPlace(session, name, place.dataSources);
      }
  }
}

/** Of several data sources over a table, the first counts that the person can read in place. */
function readingInPlace({ decide, views }: Session, name: string, dataSources: readonly string[]): Reading {
  const reasons: string[] = [];
  for (const dataSource of dataSources) {
    const { decision, source } = decide(dataSource);
    if (decision.kind === 'hidden' || source.dataSource === undefined) {
      reasons.push(`data source '${dataSource}' does not exist for them: ${decision.access.because}`);
      continue;
    }
    const shown = views.inPlace(source.dataSource, decision, source.settings);
    if (shown.kind === 'open') {
      return {
        kind: 'in place',
        dataSource,
        shown,
        because: `as data source '${dataSource}': ${decision.access.because}`,
      };
    }
    reasons.push(shown.because);
  }
  return nothing(`${name}: ${reasons.join('; ')}`);
}

/** Whether the table exists for a person, although they may not be able to read it. */
export function isSeen(session: Session, parts: TableParts): boolean {
  const { look, derive, cluster, isDefiner, refused, exists, rules } = session;
  if (isDefiner) return true;
  if (refused !== undefined) return false;
  const place = placeOf(look, derive, cluster, parts);
  if (isRaw(place) && rules.some((rule) => touches(rule, parts, isAboutTables))) return true;
  if (place.kind === 'governed' && isInPlace(place)) {
    return place.dataSources.some(exists);
  }
  return readingWithoutRules(session, place, parts).kind !== 'nothing';
}

/** Whoever may only call functions or set session properties somewhere sees no tables there. */
const isAboutTables = (operation: RuledOperation): boolean => operations[operation].about === 'table';

/** Why a person cannot read columns of a table; undefined if they can. */
export function columnsRefused(reading: Reading, columns: readonly string[]): string | undefined {
  if (reading.kind === 'nothing') return reading.because;
  if (reading.kind === 'clear') return undefined;
  const missing = columns.filter((name) => !reading.shown.columns.has(fold(name)));
  return missing.length === 0
    ? undefined
    : `data source '${reading.dataSource}' does not show ${missing.map((name) => `'${name}'`).join(', ')}`;
}

/** Whether policies hide or mask nothing of a table for a person. */
export const isUnrestricted = (reading: Reading): boolean =>
  reading.kind === 'clear' ||
  (reading.kind === 'in place' &&
    reading.shown.filter === undefined &&
    [...reading.shown.columns.values()].every(({ mask }) => mask === undefined) &&
    !reading.shown.hidesColumns);

/**
 * Whether a person may write rows of a table that they cannot read. Not in place: Trino asks about masks, filters and access one after the other,
 * and who could not read the table at the first question may be able to at the last one, and would read it without the filters and masks.
 */
export const mayWriteUnread = ({ look, derive, cluster, rules }: Session, parts: TableParts): boolean =>
  !isInPlace(placeOf(look, derive, cluster, parts)) &&
  writes.some((operation) => ruleFor(rules, operation, parts) !== undefined);

const isInPlace = (place: Place): boolean =>
  place.kind === 'governed' && (place.mode === 'inPlace' || place.mode === 'upstream');

const writes: readonly RuledOperation[] = ['InsertIntoTable', 'UpdateTableColumns', 'DeleteFromTable'];
