import { createHmac } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { signatureHeaders } from './sign.js';

const standard = `whsec_${Buffer.from('a secret of 24 characters').toString('base64')}`;

describe('the headers of a request to a webhook', () => {
  it('are those of the example of the standard', () => {
    const headers = signatureHeaders(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      new Date(1_614_265_330_000),
      '{"test": 2432232314}',
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('are keyed with the bytes of a secret in UTF-8, whatever letters it has', () => {
    const secret = 'ключ-ключ-ключ-ключ';
    const headers = signatureHeaders('e1', new Date(1_614_265_330_000), '{}', [secret]);
    const hmac = createHmac('sha256', secret).update('e1.1614265330.{}').digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${hmac}`);
  });

  const other = 'the-old-secret-of-many';
  it.each([
    ['in the form of the standard', new Webhook(standard)],
    ['of any other form', new Webhook(other, { format: 'raw' })],
  ])('are verified with each secret: one %s', (_, receiver) => {
    const body = '{"é":1}';
    const headers = signatureHeaders('e1', new Date(), body, [standard, other]);
    expect(receiver.verify(Buffer.from(body), headers)).toEqual({ é: 1 });
    expect(() => receiver.verify('{"é":2}', headers)).toThrow('No matching signature found');
    expect(() => receiver.verify(body, { ...headers, 'webhook-id': 'e2' })).toThrow('No matching signature');
    const old = signatureHeaders('e1', new Date(Date.now() - 301_000), body, [standard, other]);
    expect(() => receiver.verify(body, old)).toThrow('Message timestamp too old');
  });
});
