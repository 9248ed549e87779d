import { setTimeout as sleep } from 'node:timers/promises';

/** A statement that a server must run successfully before it counts as ready. */
export interface Probe {
  readonly user: string;
  readonly sql: string;
}

/**
 * Runs a statement until it succeeds. A coordinator reports that it has started up to five seconds before it knows that
 * it serves its own catalogs. Until then queries fail with 'nodes is empty'.
 *
 * @param timeLimit in milliseconds
 * @throws Error with Trino's last message after the time limit
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

/** Runs a statement by Trino's client protocol. @returns the reason if it failed, else undefined */
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
