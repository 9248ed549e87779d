import { runAsActor } from '../../use-cases/use-case.js';
import type { UseCase } from '../../use-cases/use-case.js';
import type { ApiOperation } from './operation.js';

/** How the API provides a use case. */
interface Offer<R> extends Pick<ApiOperation, 'path' | 'summary' | 'tag' | 'answer'> {
  readonly method?: 'post' | 'put';
  /** The path of a new object, relative to the API, in parts. */
  readonly location?: (result: R) => readonly string[];
}

/** A call that runs a use case with its body, which changes the world only. The use case defines the input and who may run it. */
export const actionOf = <R>(
  of: UseCase<string, UseCase['input'], boolean, R>,
  { method = 'post', location, ...offer }: Offer<R>,
): ApiOperation => ({
  ...offer,
  method,
  id: of.name,
  whoMay: of.whoMay,
  plans: true,
  body: { type: 'json', schema: of.input },
  handle: async ({ administration, asking, body }) => {
    const result = await runAsActor(of, administration, asking, body);
    const at = location && { location: location(result).map(encodeURIComponent).join('/') };
    return { status: offer.answer.status, body: result, ...at };
  },
});
