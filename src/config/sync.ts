import { Cron } from 'croner';
import { z } from 'zod';

/** The reason why a text is not a cron expression; undefined if it is one. */
function problemOf(expression: string): string | undefined {
  try {
    const job = new Cron(expression, { paused: true, timezone: 'UTC' });
    const next = job.nextRun();
    job.stop();
    return next === null ? 'no time matches it' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
  }
}

/** When `scrim serve` updates data sources to the tables of monitored schemas, and which Trino it reads. */
export const sync = z
  .strictObject({
    schedule: z
      .string()
      .superRefine((expression, context) => {
        const problem = problemOf(expression);
        if (problem === undefined) return;
        const wanted = 'expected a cron expression such as 0 * * * *';
        context.addIssue({ code: 'custom', message: `${wanted} but found '${expression}': ${problem}` });
      })
      .optional()
      .meta({
        description:
          'when monitored schemas are synchronized ([sync.md](sync.md)): a cron expression in UTC, such as `0 * * * *`; without it, never',
      }),
    trino: z
      .string()
      .regex(/^https?:\/\/./, 'expected http://HOST:PORT or https://HOST:PORT')
      .optional()
      .meta({ description: 'the Trino to read' }),
    user: z.string().min(1).optional().meta({
      description: 'the Trino user for that; its password is in SCRIM_TRINO_PASSWORD',
    }),
  })
  .superRefine(({ schedule, trino, user }, context) => {
    if (schedule === undefined) return;
    const message = 'a schedule needs a Trino and a user: set sync.trino and sync.user';
    if (trino === undefined) context.addIssue({ code: 'custom', message, path: ['trino'] });
    else if (user === undefined) context.addIssue({ code: 'custom', message, path: ['user'] });
  });
