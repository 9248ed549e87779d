import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { TLSSocket } from 'node:tls';

import { Refusal } from '../../base/refusal.js';
import type { Cluster } from '../../use-cases/access-control/cluster.js';
import { chooseRequestId, requestIdHeader } from '../around/request-id.js';
import { beginRequestSpan } from '../around/request-span.js';
import { closedAnswer } from './closed-answer.js';
import type { OpaEndpoint } from './closed-answer.js';
import { mostBytes, readBody } from './read-body.js';
import type { BodyProblem, ReadBody } from './read-body.js';
import { UnreadableInput } from './wire.js';
import { recognizing } from './recognize.js';
import type { AskingCluster } from './recognize.js';

/** Answers one request of Trino, with JSON in the shape of the endpoint. What it throws becomes the answer that shows nothing. */
export type AnswerOpa = (
  cluster: Cluster,
  endpoint: OpaEndpoint,
  body: Buffer,
  requestId: string,
) => Promise<string>;

/** What is known of a request without its secret. */
interface KnownRequest {
  readonly requestId: string;
  /** The name in the path, if a cluster has it. */
  readonly cluster?: string | undefined;
  readonly endpoint?: OpaEndpoint | undefined;
  readonly ip: string | undefined;
}

/** A request that was answered, or whose sender disconnected. */
export interface FinishedOpaRequest extends KnownRequest {
  readonly method: string;
  /** The path without its secret. */
  readonly path: string;
  /** 499 if the sender disconnected before the answer. */
  readonly status: number;
  readonly seconds: number;
}

/**
 * Why a question got the answer that shows nothing: its body cannot be used or read, something that the answer needs cannot be reached, or scrim has
 * a fault.
 */
export type ClosedReason = BodyProblem | 'unreadable' | 'unavailable' | 'failure';

/** What becomes known of requests. Nothing of it contains a secret. */
export interface OpaReports {
  finished(request: FinishedOpaRequest): void;
  refused(request: KnownRequest, because: string): void;
  /** @param error what was thrown, if something was */
  closed(request: KnownRequest, reason: ClosedReason, error?: unknown): void;
}

/** What the listener depends on. */
export interface OpaServices {
  readonly clusters: readonly AskingCluster[];
  readonly answer: AnswerOpa;
  readonly reports: OpaReports;
  /** Headers of every response. */
  readonly headers: OutgoingHttpHeaders;
  /** Milliseconds in which a body must arrive. It must be shorter than the time after which Node answers 408. */
  readonly patience: number;
}

/** A request of HTTP/1 or HTTP/2. */
interface OpaRequest extends Readable {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly httpVersionMajor: number;
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
  readonly stream?: { readonly session?: object | undefined; close(): void };
}
interface OpaResponse extends Writable {
  readonly statusCode: number;
  readonly headersSent: boolean;
  writeHead(status: number, headers: OutgoingHttpHeaders): unknown;
}

/** Handles a request of HTTP/1 or HTTP/2. */
export type OpaListener = (request: OpaRequest, response: OpaResponse) => void;

const gone = 499;

const messages: Readonly<Record<404 | 405, string>> = {
  404: 'there is nothing here: check the name and the secret in the path, which is /opa/NAME/SECRET/allow, or batch, rows, mask or masks at its end; with a client certificate it is /opa/NAME/allow',
  405: 'ask by POST',
};

/** Why the body of a problem cannot be used, for the log. */
export const bodyProblems: Readonly<Record<BodyProblem, string>> = {
  'too-large': `the body has more than ${mostBytes} bytes`,
  'too-slow': 'the body did not arrive in time',
  encoded: 'the body has a Content-Encoding',
};

/**
 * Handles the paths of the OPA protocol, without Express: limits, turns and error pages are not for them, because Trino shows the address with
 * its secret to its user on each status other than 200. Whoever has proved who they are always gets 200 from an endpoint, and an answer that
 * shows nothing if there is no other.
 */
export function createOpaListener({
  clusters,
  answer,
  reports,
  headers,
  patience,
}: OpaServices): OpaListener {
  const recognize = recognizing(clusters);
  return (request, response) => {
    const begun = performance.now();
    const { method = '', url = '' } = request;
    const requestId = chooseRequestId(request.headers);
    const { cluster, name, endpoint } = recognize(url, () => certificateOf(request));
    const known: KnownRequest = { requestId, cluster: name, endpoint, ip: request.socket.remoteAddress };
    const span = beginRequestSpan(method, request.headers, requestId);
    response.on('close', () => {
      // A reset stream of HTTP/2 is finished, but was not ended.
      const status = response.writableEnded && response.writableFinished ? response.statusCode : gone;
      const seconds = (performance.now() - begun) / 1_000;
      reports.finished({ ...known, method, path: shownPath(known), status, seconds });
      span?.end(
        `/opa/:cluster/${endpoint ?? ':endpoint'}`,
        status,
        name === undefined ? {} : { 'scrim.opa.cluster': name },
      );
    });
    // A reset stream of HTTP/2 is an error of the request. Without a listener, it would end the process.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const send = (status: number, text: string, more: OutgoingHttpHeaders = {}): void => {
      if (response.closed || response.headersSent) return;
      response.writeHead(status, {
        ...headers,
        [requestIdHeader]: requestId,
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(text),
        ...more,
      });
      response.end(text, () => {
        // A body of HTTP/2 that never ends would keep its stream (RFC 9113, section 8.1). One of HTTP/1 is ended by Node.
        if (!request.readableEnded) request.stream?.close();
      });
    };
    const refuse = (status: 404 | 405, because: string): void => {
      reports.refused(known, because);
      request.resume();
      const text = JSON.stringify({ error: { message: messages[status], code: status } });
      send(status, text, status === 405 ? { Allow: 'POST' } : {});
    };
    if (cluster === undefined) {
      refuse(
        404,
        name === undefined ? 'no cluster has this name' : 'the secret or the client certificate is wrong',
      );
    } else if (endpoint === undefined) refuse(404, 'there is no such endpoint');
    else if (method !== 'POST') refuse(405, 'the method is not POST');
    else {
      let read: ReadBody;
      const work = async (): Promise<void> => {
        read = await readBody(request, patience);
        if (read === undefined) return;
        const { body, problem } = read;
        if (problem === undefined) {
          send(200, await answer(cluster, endpoint, body, requestId));
          return;
        }
        reports.closed(known, problem);
        // The rest of a slow body would be taken for the next request.
        const close = problem === 'too-slow' && request.httpVersionMajor === 1;
        send(200, closedAnswer(endpoint, body), close ? { Connection: 'close' } : {});
      };
      const done = (span === undefined ? work() : span.run(work)).catch((error: unknown) => {
        reports.closed(known, reasonOf(error), error);
        send(200, closedAnswer(endpoint, read?.body ?? Buffer.alloc(0)));
      });
      void done;
    }
  };
}

const reasonOf = (error: unknown): ClosedReason => {
  if (error instanceof UnreadableInput) return 'unreadable';
  return error instanceof Refusal && error.kind === 'unavailable' ? 'unavailable' : 'failure';
};

const shownPath = ({ cluster, endpoint }: KnownRequest): string =>
  `/opa/${cluster ?? '(unknown)'}/${endpoint ?? '(unknown)'}`;

const names = new WeakMap<object, string | undefined>();

/** The CN of the client certificate that TLS has verified. */
function certificateOf({ socket, stream }: OpaRequest): string | undefined {
  // With HTTP/2, each request has a socket object of its own.
  const key = stream?.session ?? socket;
  if (!names.has(key)) names.set(key, nameIn(socket));
  return names.get(key);
}

function nameIn(connection: Socket | TLSSocket): string | undefined {
  if (!('getPeerCertificate' in connection) || !connection.authorized) return undefined;
  // The subject is missing without a certificate; several names are a list.
  const { subject } = connection.getPeerCertificate() as { readonly subject?: { readonly CN?: unknown } };
  return typeof subject?.CN === 'string' ? subject.CN : undefined;
}
