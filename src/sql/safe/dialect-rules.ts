import type { DataType } from '../ast.js';
import type { Dialect } from '../dialect.js';

/** Differences between dialects in what is safe. The compiler requires every member for a new dialect. */
export interface DialectRules {
  /** Whether values of a type have fields that a name can select. */
  readonly hasFields: (type: DataType) => boolean;
  /** The treatment of a function that an administrator allows without saying whether it can fail. */
  readonly extraFails: 'caught' | 'refused';
  /** Whether a text can denote a different time at each evaluation, such as `now`. */
  readonly hasMovingMoments: boolean;
  /** The syntax that gives a time a zone. */
  readonly ownZone: string;
  /** The result of AT TIME ZONE: always a time with a zone; or a time with a zone for one without, and the reverse. */
  readonly atTimeZone: 'zoned' | 'the other';
  /** Functions whose first argument gets the zone of the session if it has none. */
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
