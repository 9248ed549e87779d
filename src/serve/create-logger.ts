import { trace } from '@opentelemetry/api';
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

import type { Config } from '../config/config.js';
import { prettyLog } from './pretty-log.js';

/** The destination of a log. */
export interface LogTarget extends DestinationStream {
  readonly isTTY?: boolean;
}

/**
 * Creates the log: one line of JSON per entry, or readable lines for a person at a terminal. Entries that are written while a request is
 * traced contain the id of the trace.
 *
 * Of an error, only message and stack are logged: drivers add the parameters of the statement and the row to their errors.
 */
export function createLogger(
  { logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>,
  target: LogTarget,
): Logger {
  const pretty = logFormat === 'pretty' || (logFormat === 'auto' && target.isTTY === true);
  return pino(
    {
      level: logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      mixin: currentTrace,
      serializers: { err: describeError },
      redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`]), censor: '(secret)' },
    },
    pretty ? { write: (line) => target.write(prettyLog(line)) } : target,
  );
}

/** Keys whose values are never logged. */
const secretKeys = [
  'authorization',
  'cookie',
  'token',
  'access_token',
  'secret',
  'client_secret',
  'password',
];

const currentTrace = (): { readonly traceId?: string } => {
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  return traceId === undefined ? {} : { traceId };
};

/** An error in a log. */
interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly cause?: LoggedError;
}

/** Maximum number of causes; a longer chain adds no information. */
const deepest = 5;

function describeError(error: unknown, depth = 0): LoggedError {
  if (typeof error !== 'object' || error === null)
    return { type: typeof error, message: 'the thrown value is not an error' };
  const { name, message, stack, code, cause } = error as Readonly<Record<string, unknown>>;
  return {
    type: typeof name === 'string' ? name : 'object',
    message: String(message),
    ...(typeof stack === 'string' && { stack }),
    ...(typeof code === 'string' && { code }),
    ...(cause !== undefined && depth < deepest && { cause: describeError(cause, depth + 1) }),
  };
}
