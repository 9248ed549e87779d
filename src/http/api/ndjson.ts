import type { Readable } from 'node:stream';

import type { Line } from '../../use-cases/world/import-users.js';
import { parseJson } from '../read-body.js';
import { HttpProblem } from './problem.js';

/** Limits of a body of lines. */
export interface LineLimits {
  readonly bytes: number;
  readonly lines: number;
  /** Bytes of one line. */
  readonly line: number;
}

/**
 * Reads NDJSON as a stream: a JSON value in each line; empty lines are skipped.
 * @throws HttpProblem for a line that is not JSON or not UTF-8, with its number, and for a body that exceeds a limit
 */
export async function* readLines(body: Readable, limits: LineLimits): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [bytes, number, rest] = [0, 0, ''];
  const lineOf = (text: string): Line[] => {
    number += 1;
    if (number > limits.lines) throw tooLarge(`at most ${limits.lines} lines`);
    if (text.length > limits.line)
      throw tooLarge(`at most ${limits.line} bytes in a line; line ${number} has more`);
    if (text.trim() === '') return [];
    return [{ number, value: parseJson(text, `line ${number}`) }];
  };
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new HttpProblem('bad-request', `the body is not UTF-8, after line ${number}`);
    }
  };
  // Refusing a body must not close the connection, because the answer is sent over it.
  const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limits.bytes) throw tooLarge(`at most ${limits.bytes} bytes`);
    const texts = `${rest}${decode(chunk)}`.split('\n');
    rest = texts.pop() ?? '';
    if (rest.length > limits.line)
      throw tooLarge(`at most ${limits.line} bytes in a line; line ${number + 1} has more`);
    for (const text of texts) yield* lineOf(text);
  }
  rest += decode();
  if (rest !== '') yield* lineOf(rest);
}

const tooLarge = (allowed: string): HttpProblem =>
  new HttpProblem('too-large', `an import must have ${allowed}`);
