import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { createUpstream } from './upstream.js';

let server: Server;
let handle: RequestListener;
let sockets: Socket[];
let address: string;
beforeEach(async () => {
  sockets = [];
  server = createServer((request, response) => {
    handle(request, response);
  });
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/marked-path/`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const part of request as AsyncIterable<Buffer>) text += part.toString();
  return text;
};
const answering =
  (text: string, status = 200): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(text);
  };
const all = () =>
  createUpstream({
    ...{ allow: `${address}allow?q=marked-query`, batch: `${address}batch`, rows: `${address}rows` },
    ...{ masks: `${address}masks`, timeout: 0.5 },
  });
type Endpoint = 'allow' | 'batch' | 'rows' | 'masks';

describe('another OPA server', () => {
  it('is asked by POST, at the address of the endpoint, on connections that stay open', async () => {
    const asked: unknown[] = [];
    handle = async (request, response) => {
      asked.push([request.method, request.url, request.headers['content-type'], await textOf(request)]);
      response.end('{"result":true,"decision_id":"x"}');
    };
    const upstream = all();
    expect(await upstream.ask('allow', { action: { operation: 'ExecuteQuery' } })).toBe(true);
    expect(await upstream.ask('allow', { ü: 1 })).toBe(true);
    const path = '/marked-path/allow?q=marked-query';
    expect(asked).toEqual([
      ['POST', path, 'application/json', '{"input":{"action":{"operation":"ExecuteQuery"}}}'],
      ['POST', path, 'application/json', '{"input":{"ü":1}}'],
    ]);
    expect(sockets).toHaveLength(1);
  });

  it('has the endpoints that have an address', async () => {
    const upstream = createUpstream({ allow: `${address}allow`, rows: `${address}rows`, timeout: 1 });
    expect([upstream.has('batch'), upstream.has('rows'), upstream.has('masks')]).toEqual([
      false,
      true,
      false,
    ]);
    await expect(upstream.ask('masks', {})).rejects.toThrow(
      'the other OPA server (masks) has no address in the configuration',
    );
  });

  it.each<[Endpoint, unknown, unknown]>([
    ['allow', false, false],
    ['batch', [0, 2, 2], [0, 2, 2]],
    ['rows', [], []],
    ['rows', [{ expression: 'a = 1', identity: null, more: 1 }], [{ expression: 'a = 1' }]],
    ['rows', [{ expression: 'a = 1', identity: 'svc' }], [{ expression: 'a = 1', identity: 'svc' }]],
    [
      'masks',
      [{ index: 3, viewExpression: { expression: 'NULL', identity: '' } }],
      [{ index: 3, viewExpression: { expression: 'NULL' } }],
    ],
  ])('answers %s with %j', async (endpoint, result, expected) => {
    handle = answering(JSON.stringify({ result }));
    expect(await all().ask(endpoint, {})).toEqual(expected);
  });

  const mask = { index: 0, viewExpression: { expression: 'NULL' } };
  it.each<[Endpoint, string, string]>([
    ['allow', '{}', "/: missing key 'result': expected true or false"],
    ['allow', '{"result":"marked"}', '/result: expected true or false'],
    ['allow', '{"result":1}', '/result: expected true or false'],
    ['batch', '{"result":null}', '/result: expected a list'],
    ['batch', '{"result":[-1]}', '/result/0: expected at least 0'],
    ['batch', '{"result":["marked"]}', '/result/0: expected a number'],
    ['rows', '{}', "/: missing key 'result': expected a list"],
    ['rows', '{"result":["marked"]}', '/result/0: expected an object'],
    ['rows', '{"result":[{"identity":"marked"}]}', "/result/0: missing key 'expression': expected text"],
    ['masks', '{"result":[{"index":0}]}', "/result/0: missing key 'viewExpression': expected an object"],
    ['masks', JSON.stringify({ result: [mask, mask] }), '/result: a column has two masks'],
    ['masks', '[]', '/: expected an object'],
  ])('is not believed when it answers %s with %s', async (endpoint, text, problem) => {
    handle = answering(text);
    const error = await all()
      .ask(endpoint, {})
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'unavailable',
      message: `the other OPA server (${endpoint}) answered in another form: ${problem}`,
    });
  });

  it.each<[string, RequestListener, string]>([
    ['another status', answering('{"result":true}', 500), 'answered with status 500'],
    ['a redirect', answering('{"result":true}', 302), 'answered with status 302'],
    ['no content', answering('', 204), 'answered with status 204'],
    ['no JSON', answering('marked'), 'answered with something that is not JSON'],
    ['nothing', answering(''), 'answered with something that is not JSON'],
    ['no answer', () => undefined, 'did not answer within 0.5 s'],
    [
      'half an answer',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': 100 }).write('{"result":true}');
      },
      'did not answer within 0.5 s',
    ],
    [
      'a cut answer',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': 100 });
        response.write('{"result":true}', () => response.destroy());
      },
      'ended its answer too early',
    ],
    ['a reset', (request) => request.socket.destroy(), 'cannot be reached: ECONNRESET'],
    [
      'too much',
      (_, response) => {
        response.write('{"result":true,"x":"');
        response.end(Buffer.alloc(17 * 1024 * 1024, 'x'));
      },
      'answered with more than 16777216 bytes',
    ],
  ])('is not believed when it gives %s', async (_, handler, problem) => {
    handle = handler;
    const error = await all()
      .ask('allow', {})
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: `the other OPA server (allow) ${problem}` });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/marked/);
  });

  it('is reached again after it closed an idle connection', async () => {
    handle = answering('{"result":true}');
    const upstream = all();
    await upstream.ask('allow', {});
    handle = (request, response) => {
      if (request.socket === sockets[0]) request.socket.destroy();
      else response.end('{"result":true}');
    };
    expect(await upstream.ask('allow', {})).toBe(true);
    expect(sockets).toHaveLength(2);
  });

  it('is not reached when nothing listens', async () => {
    server.close();
    await expect(all().ask('allow', {})).rejects.toThrow(
      'the other OPA server (allow) cannot be reached: ECONNREFUSED',
    );
  });

  it('gets 2,000 questions at once on few connections', async () => {
    handle = answering('{"result":false}');
    const upstream = createUpstream({ allow: `${address}allow`, timeout: 30 });
    const answers = await Promise.all(Array.from({ length: 2_000 }, () => upstream.ask('allow', {})));
    expect(new Set(answers)).toEqual(new Set([false]));
    expect(sockets.length).toBeLessThanOrEqual(20);
  });
});
