/** A time of an option as the model writes it: a date means its beginning in UTC. Undefined for any other text. */
export async function pointOf(text: string): Promise<string | undefined> {
  const { pointInTime } = await import('../model/names.js');
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  return pointInTime.safeParse(at).success ? at : undefined;
}
