/** What a policy asks for cannot be said in a view of a platform. The message is for whoever wrote the policy. */
export class CannotSay extends Error {
  override readonly name = 'CannotSay';
}
