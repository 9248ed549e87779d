import { Cron } from 'croner';
import { z } from 'zod';

/** Why a text is no cron expression; undefined when it is one. */
function problemOf(expression: string): string | undefined {
  try {
    const job = new Cron(expression, { paused: true, timezone: 'UTC' });
    const next = job.nextRun();
    job.stop();
    return next === null ? 'it never comes' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
  }
}

/** When `scrim serve` brings data sources up to the tables of monitored schemas, and which Trino it asks. */
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
          'when monitored schemas are synchronized ([sync.md](sync.md)): a cron expression, in UTC, such as `0 * * * *`; never without it',
      }),
    trino: z
      .string()
      .regex(/^https?:\/\/./, 'expected http://HOST:PORT or https://HOST:PORT')
      .optional()
      .meta({ description: 'the Trino to ask' }),
    user: z.string().min(1).optional().meta({
      description: 'the Trino user to ask as; its password is in SCRIM_TRINO_PASSWORD',
    }),
  })
  .superRefine(({ schedule, trino, user }, context) => {
    if (schedule === undefined) return;
    const message = 'a schedule needs to know which Trino to ask, and as whom: give sync.trino and sync.user';
    if (trino === undefined) context.addIssue({ code: 'custom', message, path: ['trino'] });
    else if (user === undefined) context.addIssue({ code: 'custom', message, path: ['user'] });
  });
