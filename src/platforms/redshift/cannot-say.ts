/** What a policy asks for cannot be said in a view of Redshift. The message is for whoever wrote the policy. */
export class CannotSay extends Error {
  override readonly name = 'CannotSay';
}
