/** What Trino asks, as the last part of the path. */
export type OpaEndpoint = 'allow' | 'batch' | 'rows' | 'mask' | 'masks';

/** No table has so many columns. Trino fails a query for which the answer names such a column. */
const noColumn = 2 ** 31 - 1;

const nullFor = (index: number) => ({ index, viewExpression: { expression: 'NULL' } });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The number of columns in a question about masks; 0 if it cannot be read. */
function columnsIn(body: Buffer): number {
  try {
    const question: unknown = JSON.parse(body.toString('utf8'));
    const input = isObject(question) ? question['input'] : undefined;
    const action = isObject(input) ? input['action'] : undefined;
    const columns = isObject(action) ? action['filterResources'] : undefined;
    return Array.isArray(columns) ? columns.length : 0;
  } catch {
    return 0;
  }
}

/**
 * The answer that shows nothing. Trino treats an error or an empty answer to `rows` and `mask` as "no filter", so there must always be
 * such an answer.
 * @param body the question; read only for `masks`, where every column of it becomes NULL. If it has none that can be read, the answer names a column
 *   that does not exist, which makes Trino's query fail
 */
export function closedAnswer(endpoint: OpaEndpoint, body: Buffer): string {
  switch (endpoint) {
    case 'allow':
      return '{"result":false}';
    case 'batch':
      return '{"result":[]}';
    case 'rows':
      return '{"result":[{"expression":"false"}]}';
    case 'mask':
      return '{"result":{"expression":"NULL"}}';
    case 'masks': {
      const count = columnsIn(body);
      const result =
        count === 0 ? [nullFor(noColumn)] : Array.from({ length: count }, (_, index) => nullFor(index));
      return JSON.stringify({ result });
    }
  }
}
