import type { DataType } from '../ast.js';
import type { Dialect } from '../dialect.js';

/** What is safe in a dialect, where dialects differ. The compiler demands each member of a new one. */
export interface DialectRules {
  /** Whether values of a type have fields that a name can take. */
  readonly hasFields: (type: DataType) => boolean;
  /** What a function does that an administrator allows without a word on whether it fails. */
  readonly extraFails: 'caught' | 'refused';
  /** Whether a text can be a word for another moment each time, such as `now`. */
  readonly hasMovingMoments: boolean;
  /** How a time gets a zone that the expression names. */
  readonly ownZone: string;
  /** What AT TIME ZONE gives: always a time with a zone, or one with a zone for one without and the reverse. */
  readonly atTimeZone: 'zoned' | 'the other';
  /** Functions whose first argument gets the zone of the session where it has none. */
  readonly takesSessionZone: ReadonlySet<string>;
  /** Whether fields, dates and texts of a time with a zone are those in the zone of the session. */
  readonly showsInSessionZone: boolean;
}

export const dialectRules: Readonly<Record<Dialect, DialectRules>> = {
  trino: {
    hasFields: (type) => type.kind === 'RowType',
    extraFails: 'caught',
    hasMovingMoments: false,
    ownZone: "with_timezone(x, 'UTC')",
    atTimeZone: 'zoned',
    takesSessionZone: new Set(['at_timezone', 'to_unixtime']),
    showsInSessionZone: false,
  },
  redshift: {
    hasFields: (type) => type.kind === 'NamedType' && type.name === 'super',
    extraFails: 'refused',
    hasMovingMoments: true,
    ownZone: "x AT TIME ZONE 'UTC'",
    atTimeZone: 'the other',
    takesSessionZone: new Set(),
    showsInSessionZone: true,
  },
};
