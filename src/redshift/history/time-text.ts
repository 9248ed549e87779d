/** A moment as a cluster writes a `timestamp` in UTC. */
export const timeText = (moment: Date): string => moment.toISOString().replace('T', ' ').replace('Z', '');

/** The moment of a `timestamp` in UTC as a cluster writes it; undefined for anything else. */
export function momentOf(text: string): Date | undefined {
  const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d*)?$/.exec(text.trim());
  if (found === null) return undefined;
  const [, day = '', time = '', fraction = '0'] = found;
  return new Date(`${day}T${time}.${fraction.padEnd(3, '0')}Z`);
}
