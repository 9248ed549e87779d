/** The error for a policy that a view of a platform cannot express. The message is for the person who wrote the policy. */
export class CannotSay extends Error {
  override readonly name = 'CannotSay';
}
