/** One log line in readable form: time, level, message, other keys as `key=value`, and a stack on lines of its own. */
export function prettyLog(line: string): string {
  const { time, level, msg, err, ...rest } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const pairs = Object.entries(rest).map(
    ([key, value]) =>
      ` ${key}=${typeof value === 'string' && /^[^\s="]+$/.test(value) ? value : JSON.stringify(value)}`,
  );
  const clock = String(time).slice(11, 23);
  return `${clock} ${String(level).toUpperCase().padEnd(5)} ${String(msg)}${pairs.join('')}\n${stackOf(err)}`;
}

function stackOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { stack, message, cause } = error as Readonly<Record<string, unknown>>;
  return `  ${String(stack ?? message).replaceAll('\n', '\n  ')}\n${stackOf(cause)}`;
}
