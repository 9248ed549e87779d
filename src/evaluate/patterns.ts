/** LIKE and regular expressions. */
import { doNotKnow, fail } from './failure.js';

/** Whether a text matches a pattern of LIKE. */
export function likeMatcher(pattern: string, escape: string | undefined): (value: string) => boolean {
  const escaping = escape === undefined ? undefined : [...escape];
  if (escaping !== undefined && escaping.length !== 1) return fail('the escape of LIKE is one character');
  const points = [...pattern];
  let source = '';
  for (let index = 0; index < points.length; index += 1) {
    let point = points[index] ?? '';
    if (escaping !== undefined && point === escaping[0]) {
      index += 1;
      point = points[index] ?? '';
      if (point !== '%' && point !== '_' && point !== escaping[0]) {
        return fail('the escape of LIKE stands before %, _ or itself');
      }
      source += literally(point);
    } else {
      source += point === '%' ? '[^]*' : point === '_' ? '[^]' : literally(point);
    }
  }
  const matcher = new RegExp(`^${source}$`, 'u');
  return (value) => matcher.test(value);
}

const literally = (point: string): string => point.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`);

/** Escapes that mean other characters in Trino's regular expressions, where text is not ASCII. */
const unicodeClass = /\\[dDwWsSbB]/;
/** Classes that JavaScript reads differently. */
const nestedClass = /\[[^\]\\]*(?:\\.[^\]\\]*)*(?:\[|&&)/;
const lineEnd = /[\n\r\u0085\u2028\u2029]/;
const ascii = /^\p{ASCII}*$/u;

/** Replaces what a regular expression matches, where it means the same in JavaScript as in Trino. */
export function replacer(pattern: string, replacement: string): (value: string) => string {
  const differs = /\(\?(?!:)|\\[1-9kpPAZzGQExXuhHRN]|[*+?}]\+/.test(pattern) || nestedClass.test(pattern);
  if (differs || /[$\\]/.test(replacement)) return doNotKnow(`the regular expression '${pattern}'`);
  const matcher = new RegExp(pattern, 'gu');
  const usesLines = /[.^$]/.test(pattern);
  return (value) => {
    if ((usesLines && lineEnd.test(value)) || (unicodeClass.test(pattern) && !ascii.test(value))) {
      return doNotKnow(`how '${pattern}' matches this text`);
    }
    return value.replace(matcher, (found) =>
      found === ''
        ? doNotKnow(`the regular expression '${pattern}', which matches nothing at all`)
        : replacement,
    );
  };
}
