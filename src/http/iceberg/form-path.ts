import type { RequestHandler } from 'express';

/**
 * Reads the paths of Iceberg's clients. They encode each part of a path by the rules of HTML forms (Java's `URLEncoder`): a space is `+`,
 * and a plus is `%2B`. The router uses the rules of URIs, in which `+` is a plus and a space is `%20`.
 */
export const readFormPath: RequestHandler = (request, _response, next) => {
  const { url } = request;
  if (url.includes('+') && url.startsWith('/v1/')) {
    const end = url.indexOf('?');
    const path = end < 0 ? url : url.slice(0, end);
    request.url = path.replaceAll('+', '%20') + url.slice(path.length);
  }
  next();
};
