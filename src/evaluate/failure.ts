/** The query fails for a value, as Trino does: TRY makes it NULL. */
export class QueryFailure extends Error {
  override readonly name = 'QueryFailure';
}

/** An expression, a query or a value that this evaluator cannot evaluate exactly as Trino. Only a real Trino can tell its result. */
export class NotEvaluated extends Error {
  override readonly name = 'NotEvaluated';
}

/** @throws QueryFailure always */
export function fail(message: string): never {
  throw new QueryFailure(message);
}

/** @throws NotEvaluated always: what it does not know, and how to find the result */
export function doNotKnow(what: string): never {
  throw new NotEvaluated(`this evaluator does not know ${what}; run with --trino URL`);
}
