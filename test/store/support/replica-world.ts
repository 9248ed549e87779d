import { dataSource } from '../../../src/model/data-source.js';
import { policy } from '../../../src/model/policy.js';
import { group, user } from '../../../src/model/principals.js';
import { subscription } from '../../../src/model/subscription.js';
import type { Editor } from '../../../src/world/world-store.js';
import type { Decided } from '../../../src/use-cases/decisions/decide.js';

/** People and data sources, few enough for changes to meet questions. */
export const users = 6;
export const dataSources = 3;
const groups = 2;

/** How an object of the world is written at a version, which can be read off every decision that rests on it. */
type Write = (editor: Editor, version: number) => Promise<void>;

const indices = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

const putUser =
  (index: number): Write =>
  (editor, version) =>
    editor.put('user', [
      user.parse({
        name: `u${index}`,
        groups: [`g${index % groups}`],
        attributes: { user: [`${version}`] },
      }),
    ]);

const putGroup =
  (index: number): Write =>
  (editor, version) =>
    editor.put('group', [group.parse({ name: `g${index}`, attributes: { group: [`${version}`] } })]);

const putDataSource =
  (index: number): Write =>
  (editor, version) =>
    editor.put('dataSource', [
      dataSource.parse({
        schema: 's',
        name: `d${index}`,
        table: `c.s.d${index}`,
        comment: `${version}`,
        columns: [{ name: 'x', type: 'bigint' }],
      }),
    ]);

/** Given at even versions, taken away at odd ones. */
const putSubscription =
  (of: number, to: number): Write =>
  (editor, version) =>
    editor.put('subscription', [
      subscription.parse({
        dataSource: `s.d${to}`,
        subscriber: { user: `u${of}` },
        status: version % 2 === 0 ? 'approved' : 'revoked',
        reason: `${version}`,
      }),
    ]);

const putPolicy: Write = (editor, version) =>
  editor.put('policy', [
    policy.parse({
      name: 'p',
      target: { schemas: ['s'] },
      comment: `${version}`,
      rules: [{ mask: { type: 'null' }, columns: { names: ['x'] } }],
    }),
  ]);

/** Every object that changes. */
export const objects: readonly Write[] = [
  ...indices(users).map(putUser),
  ...indices(groups).map(putGroup),
  ...indices(dataSources).map(putDataSource),
  ...indices(users * dataSources).map((index) => putSubscription(index % users, Math.floor(index / users))),
  putPolicy,
];

/** The objects that a decision about a user and a data source rests on, as indices of `objects`. */
export const objectsOf = (of: number, to: number): readonly number[] => [
  of,
  users + (of % groups),
  users + groups + to,
  users + groups + dataSources + to * users + of,
  objects.length - 1,
];

/** Their versions, in the same order, as a decision was made from them. */
export function versionsIn({ reader, source, decision }: Decided, of: number): readonly number[] {
  const held = (attribute: string) => [...(reader.self?.attributes.get(attribute) ?? [])][0];
  const given = source.subscriptions.find(
    ({ subscriber }) => 'user' in subscriber && subscriber.user === `u${of}`,
  );
  const versions = [
    held('user'),
    held('group'),
    source.dataSource?.comment,
    given?.reason,
    source.policies[0]?.comment,
  ].map(Number);
  const open = decision.kind !== 'hidden';
  if (open !== (Number(given?.reason) % 2 === 0))
    throw new Error('a decision does not follow from its facts');
  return versions;
}
