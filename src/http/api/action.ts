import { runAsActor } from '../../use-cases/use-case.js';
import type { UseCase } from '../../use-cases/use-case.js';
import type { ApiOperation } from './operation.js';

/** How the API offers a use case. */
interface Offer<R> extends Pick<ApiOperation, 'path' | 'summary' | 'tag' | 'answer'> {
  readonly method?: 'post' | 'put';
  /** Where what it made is, beneath the API: the parts of the path. */
  readonly location?: (result: R) => readonly string[];
}

/** A call that runs a use case on its body. What it takes and who may are the use case's. */
export const actionOf = <R>(
  of: UseCase<string, UseCase['input'], boolean, R>,
  { method = 'post', location, ...offer }: Offer<R>,
): ApiOperation => ({
  ...offer,
  method,
  id: of.name,
  whoMay: of.whoMay,
  body: { type: 'json', schema: of.input },
  handle: async ({ administration, asking, body }) => {
    const result = await runAsActor(of, administration, asking, body);
    const at = location && { location: location(result).map(encodeURIComponent).join('/') };
    return { status: offer.answer.status, body: result, ...at };
  },
});
