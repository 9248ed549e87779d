import { z } from 'zod';

import { explainUseCase } from '../../../use-cases/access/explain-to.js';
import type { Explanation } from '../../../use-cases/access/explain.js';
import { runAsActor } from '../../../use-cases/use-case.js';
import type { ApiOperation, Exchange } from '../operation.js';
import { HttpProblem } from '../problem.js';

const { shape } = explainUseCase.input;
const parameters = {
  dataSource: { description: 'the data source, as SCHEMA.NAME', schema: shape.dataSource, required: true },
  user: { description: 'the user whose view is explained; by default yourself', schema: shape.user },
  project: { description: 'the project that the client names', schema: shape.project },
  asOf: { description: z.globalRegistry.get(shape.asOf)?.description ?? '', schema: shape.asOf },
} as const;

const past = z
  .looseObject({
    revision: z.int(),
    changedAt: z.string().meta({ description: 'the time of the change that made this revision' }),
  })
  .optional()
  .meta({ description: 'the world of the past that the answer is about; absent for the world of now' });

const outcome = z.enum(['open', 'closed', 'hidden']);

/** What is different where people query the raw table in place. */
const inPlace = z
  .union([
    z.looseObject({ closed: z.string() }),
    z.looseObject({ columns: z.record(z.string(), z.string()) }),
  ])
  .meta({
    description:
      'what the raw table shows in place that the view does not: nothing (`closed`, with the reason), or some columns, by name, with what is different. ' +
      'Absent if both show the same',
  });

/** The parts of an explanation that clients can rely on. Their content is the same as in `scrim explain`. */
const explanation = z
  .looseObject({
    user: z.string(),
    dataSource: z.string(),
    decision: outcome,
    access: z.looseObject({ granted: z.boolean(), owner: z.boolean(), because: z.string() }),
    problems: z.array(z.string()),
    policies: z.array(z.looseObject({})),
    columns: z.array(z.looseObject({ name: z.string(), type: z.string(), shown: z.string() })),
    inPlace: inPlace.optional(),
    asOf: past,
    sql: z.string().nullable(),
  })
  .meta({ id: 'Explanation' });

const preview = z
  .strictObject({
    user: z.string(),
    dataSource: z.string(),
    decision: outcome,
    because: z.string(),
    problems: z
      .array(z.string())
      .meta({ description: 'why policies cannot be enforced; the data source is then closed' }),
    sql: z.string().nullable().meta({ description: "the view in Trino's SQL; null if there is none" }),
    asOf: past,
  })
  .meta({ id: 'Preview' });

const explained = ({ administration, asking, query }: Exchange): Promise<Explanation> => {
  if (query['dataSource'] === undefined) throw new HttpProblem('bad-request', "the query lacks 'dataSource'");
  return runAsActor(explainUseCase, administration, asking, query);
};

/** What a person sees of a data source, and why. */
export const explainActions: readonly ApiOperation[] = [
  {
    method: 'get',
    path: '/explain',
    id: 'explain',
    summary: 'Explain what a user sees of a data source, and why',
    tag: 'explain',
    whoMay: explainUseCase.whoMay,
    query: parameters,
    answer: { status: 200, description: 'the explanation', schema: explanation },
    handle: async (exchange) => ({ status: 200, body: await explained(exchange) }),
  },
  {
    method: 'get',
    path: '/preview',
    id: 'preview',
    summary: "The decision about a user's view of a data source, and its SQL",
    tag: 'explain',
    whoMay: explainUseCase.whoMay,
    query: parameters,
    answer: { status: 200, description: 'the decision and the view', schema: preview },
    handle: async (exchange) => {
      const { user, dataSource, decision, access, problems, sql, asOf } = await explained(exchange);
      const because = access.because;
      return { status: 200, body: { user, dataSource, decision, because, problems, sql, asOf } };
    },
  },
];
