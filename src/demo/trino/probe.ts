import { setTimeout as sleep } from 'node:timers/promises';

/** A statement that a server must be able to run before it counts as ready. */
export interface Probe {
  readonly user: string;
  readonly sql: string;
}

/**
 * Runs a statement until it succeeds. A coordinator says that it has started up to five seconds before it knows that
 * it serves its own catalogs itself; until then queries fail with 'nodes is empty'.
 *
 * @param timeLimit in milliseconds
 * @throws Error with Trino's last message when the time is up
 */
export async function untilAnswered(url: string, probe: Probe, timeLimit: number): Promise<void> {
  const until = Date.now() + timeLimit;
  for (;;) {
    const message = await run(url, probe);
    if (message === undefined) return;
    if (Date.now() > until) throw new Error(`'${probe.sql}' as ${probe.user} still fails: ${message}`);
    await sleep(250);
  }
}

/** Runs a statement by Trino's client protocol. @returns why it failed, or undefined when it has not */
async function run(url: string, { user, sql }: Probe): Promise<string | undefined> {
  const headers = { 'X-Trino-User': user, 'X-Trino-Source': 'scrim' };
  let next: string | undefined = `${url}/v1/statement`;
  for (let first = true; next !== undefined; first = false) {
    const response: Response = await fetch(
      next,
      first ? { method: 'POST', body: sql, headers } : { headers },
    );
    if (!response.ok) return `HTTP status ${response.status}`;
    const page = (await response.json()) as { error?: { message: string }; nextUri?: string };
    if (page.error !== undefined) return page.error.message;
    next = page.nextUri;
  }
  return undefined;
}
