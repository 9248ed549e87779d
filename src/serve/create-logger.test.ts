import { describe, expect, it } from '@jest/globals';

import { createLogger } from './create-logger.js';

const logTo = (options: Parameters<typeof createLogger>[0], isTTY = false) => {
  const lines: string[] = [];
  const logger = createLogger(options, { write: (line) => lines.push(line), isTTY });
  return { logger, lines };
};

describe('the log', () => {
  it('keeps of an error what it says and where, and nothing that a driver hangs on it', () => {
    const { logger, lines } = logTo({ logLevel: 'info', logFormat: 'json' });
    const cause = Object.assign(new Error('relation is missing'), {
      code: '42P01',
      query: 'marked-query',
      params: ['marked-parameter'],
      detail: 'marked-detail',
    });
    logger.error({ err: new TypeError('failed', { cause }) }, 'request failed');
    logger.error({ err: 'marked-text' }, 'thrown');
    const [first, second] = lines.map((line) => JSON.parse(line));
    expect(first).toMatchObject({
      level: 'error',
      msg: 'request failed',
      err: {
        type: 'TypeError',
        message: 'failed',
        stack: expect.stringContaining('create-logger.test'),
        cause: { type: 'Error', message: 'relation is missing', code: '42P01' },
      },
    });
    expect(second.err).toEqual({ type: 'string', message: 'the thrown value is not an error' });
    expect(lines.join('')).not.toContain('marked');
  });

  it('writes no secret, should one be given', () => {
    const { logger, lines } = logTo({ logLevel: 'info', logFormat: 'json' });
    logger.info({ authorization: 'Bearer x', form: { client_secret: 'y', grant_type: 'z' } }, 'asked');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      authorization: '(secret)',
      form: { client_secret: '(secret)', grant_type: 'z' },
    });
  });

  it.each<[Parameters<typeof createLogger>[0]['logFormat'], boolean, boolean]>([
    ['auto', true, false],
    ['auto', false, true],
    ['json', true, true],
    ['pretty', false, false],
  ])('as %s, to a terminal (%j), is JSON: %j', (logFormat, isTTY, json) => {
    const { logger, lines } = logTo({ logLevel: 'info', logFormat }, isTTY);
    const err = new Error('broken');
    err.stack = 'Error: broken\n    at x';
    logger.warn({ path: '/v1', user: 'a b', count: 2, err }, 'hello');
    const [line = ''] = lines;
    if (json) expect(JSON.parse(line)).toMatchObject({ level: 'warn', msg: 'hello', path: '/v1' });
    else {
      expect(line).toMatch(
        /^\d\d:\d\d:\d\d\.\d{3} WARN {2}hello path=\/v1 user="a b" count=2\n {2}Error: broken\n {6}at x\n$/,
      );
    }
  });

  it('has the level that is configured', () => {
    const { logger, lines } = logTo({ logLevel: 'warn', logFormat: 'json' });
    logger.info('little');
    logger.warn('much');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['much']);
  });
});
