import { askEditor } from '../../world/ask-editor.js';
import { accessFactsFor } from '../../facts/facts-for.js';
import { workingInNone } from '../../world/work.js';
import type { Editor } from '../../world/world-store.js';
import type { Principal } from '../../model/principals.js';
import { accessOf } from '../../policy/access.js';

/** A user who has access although a subscription of theirs, or of a group of theirs, was denied or revoked. */
export interface RemainingAccess {
  readonly user: string;
  /** What gives it. */
  readonly because: string;
}

/** Members of a group that are looked at: this runs within the change. */
const mostMembers = 200;

/** Who still has access to a data source of the users that a subscriber stands for; of a group, among its first members. */
export async function remainingAccess(
  editor: Editor,
  subscriber: Principal,
  dataSource: string,
  at: Date,
): Promise<readonly RemainingAccess[]> {
  const users = 'user' in subscriber ? [subscriber.user] : await membersOf(editor, subscriber.group);
  return askEditor(editor, (look) =>
    users.flatMap((user): RemainingAccess[] => {
      const facts = accessFactsFor(look, { userName: user, at }, dataSource);
      const { granted, because } = accessOf({ ...facts, work: workingInNone });
      return granted ? [{ user, because }] : [];
    }),
  );
}

async function membersOf({ directory }: Editor, group: string): Promise<readonly string[]> {
  const members = (await directory.members([group])).get(group) ?? [];
  return members.slice(0, mostMembers).map(({ name }) => name);
}
