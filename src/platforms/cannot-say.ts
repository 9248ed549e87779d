/** What a policy requires cannot be expressed in a view of a platform. The message is for the person who wrote the policy. */
export class CannotSay extends Error {
  override readonly name = 'CannotSay';
}
