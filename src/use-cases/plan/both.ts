/** Something in the world before a change, and after it. */
export interface Both<T> {
  readonly before: T;
  readonly after: T;
}
