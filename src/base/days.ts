export const millisecondsOfDay = 24 * 3_600_000;

/** The day of a moment in UTC, as `YYYY-MM-DD`. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** When a day begins. @param day `YYYY-MM-DD` */
export const beginningOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** When a day ends: the beginning of the next one. @param day `YYYY-MM-DD` */
export const endOf = (day: string): Date => new Date(beginningOf(day).getTime() + millisecondsOfDay);
