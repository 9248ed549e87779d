/**
 * How often a long test tries something, or what it tries.
 * @param usual on each change
 * @param thorough with `SCRIM_THOROUGH=1`, as before a release
 */
export const often = <T>(usual: T, thorough: T): T =>
  process.env['SCRIM_THOROUGH'] === undefined ? usual : thorough;

/**
 * How often a law is tried that hundreds of values exercise: each time on CI; elsewhere, where the values are new ones each time, a third.
 * @param onCi as often as every kind of value needs to occur
 */
export const runs = (onCi: number): number => (process.env['CI'] === undefined ? Math.ceil(onCi / 3) : onCi);
