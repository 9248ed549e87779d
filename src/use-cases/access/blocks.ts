import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { askEditor } from '../../world/ask-editor.js';
import { personOf } from '../../world/person.js';
import type { Reader, World } from '../../world/world-store.js';
import { block as blockSchema, blockKey, describeBlockScope, isBlockOf } from '../../model/block.js';
import type { Block } from '../../model/block.js';
import { describePrincipal, principal } from '../../model/principals.js';
import { covers } from '../../policy/access.js';
import { checkChange } from '../../checks/check-change.js';
import { refuse } from '../world/failures.js';
import { parseObject } from '../world/parse-object.js';
import type { Asking } from '../world/relations.js';
import { dataSourceName } from '../../model/names.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';

const setBlockInput = blockSchema.pick({ blocked: true, scope: true, reason: true, until: true });
/** Whom an operator blocks from what, and why. */
type SetBlockInput = InputOf<typeof setBlockInput> & {
  /** Under which name it is recorded. */
  readonly actor: string;
};

/** What came of a block. */
export interface SetBlock {
  readonly block: Block;
  /** How many data sources it closes now. */
  readonly dataSources: number;
}

/**
 * Blocks a user or a group, for an operator. A block of the same user or group from the same is replaced. It holds for every
 * question asked afterwards.
 * @throws FaultyObject for an unknown user, group or data source, a missing reason, or an end that has passed
 */
export async function setBlock(
  store: World,
  { actor, blocked, scope, reason, until }: SetBlockInput,
  at: Date,
): Promise<SetBlock> {
  const parsed = parseObject(blockSchema, {
    ...{ blocked, scope, reason, blockedBy: actor, blockedAt: at.toISOString() },
    ...(until === undefined ? {} : { until }),
  });
  const { result } = await store.change(actor, async (editor) => {
    refuse([...endProblems(parsed, at), ...(await checkChange(editor, 'block', [parsed]))]);
    await editor.put('block', [parsed]);
    const dataSources = await editor.all('dataSource');
    return dataSources.filter((dataSource) => isBlockOf(parsed, dataSource)).length;
  });
  return { block: parsed, dataSources: result };
}

const endProblems = ({ until }: Block, at: Date) =>
  until !== undefined && new Date(until) <= at
    ? [{ path: ['until'], message: `'${until}' has passed: a block must end later` }]
    : [];

const liftBlockInput = blockSchema.pick({ blocked: true, scope: true });
/** Which block an operator lifts. */
type LiftBlockInput = InputOf<typeof liftBlockInput> & { readonly actor: string };

/**
 * Lifts a block, for an operator.
 * @returns the block that was lifted
 * @throws Refusal `conflict` when there is none, with the blocks that there are
 */
export async function liftBlock(store: World, { actor, blocked, scope }: LiftBlockInput): Promise<Block> {
  const key = blockKey({ blocked, scope });
  const { result } = await store.change(actor, async (editor) => {
    const found = await editor.get('block', key);
    if (found !== undefined) {
      await editor.remove('block', [key]);
      return found;
    }
    const others = (await editor.read({ entry: 'blocksOf', principal: blocked })) ?? [];
    const list = others.map((other) => describeBlockScope(other.scope)).join(', ');
    const who = describePrincipal(blocked);
    throw new Refusal(
      'conflict',
      others.length === 0
        ? `${who} is not blocked`
        : `${who} is not blocked from ${describeBlockScope(scope)}, but from: ${list}`,
    );
  });
  return result;
}

/** Which blocks are listed: those that meet everything given. */
const blockFilter = z.strictObject({
  blocked: principal.optional(),
  dataSource: dataSourceName
    .optional()
    .meta({ description: 'those that close this data source, also by its schema or by everything' }),
});

/** Lists blocks, also those that have ended, for an operator. */
async function listBlocks(
  store: World,
  { blocked, dataSource }: InputOf<typeof blockFilter>,
): Promise<readonly Block[]> {
  const { result } = await store.snapshot(async (reader) => ({
    blocks: await reader.all('block'),
    source: dataSource === undefined ? undefined : await reader.get('dataSource', dataSource),
  }));
  const { blocks, source } = result;
  if (dataSource !== undefined && source === undefined) {
    throw new Refusal('invalid', `there is no data source '${dataSource}'`);
  }
  return blocks.filter(
    (one) =>
      (blocked === undefined || describePrincipal(one.blocked) === describePrincipal(blocked)) &&
      (source === undefined || isBlockOf(one, source)),
  );
}

/**
 * The block that is written for somebody who changes it by the API: with their name and the time, unless it stays as it was.
 * @param before undefined for a new one
 */
export function signedBlock({ actor, at }: Asking, before: Block | undefined, after: Block): Block {
  const bare = ({ blockedBy: _by, blockedAt: _at, ...rest }: Block) => rest;
  if (before !== undefined && isDeepStrictEqual(bare(before), bare(after))) return before;
  const faults = endProblems(after, at).filter(() => before?.until !== after.until);
  refuse(faults);
  return { ...after, blockedBy: actor.name, blockedAt: at.toISOString() };
}

/**
 * Checks that somebody does not change or lift a block of their own, by name or by a group.
 * @throws Refusal `forbidden`
 */
export async function checkNotOwnBlock(
  editor: Pick<Reader, 'read'>,
  { actor: { user, roles } }: Asking,
  { blocked }: Block,
): Promise<void> {
  if (user === undefined || roles.has('admin')) return;
  const person = await askEditor(editor, (look) => personOf(look, user));
  if (!covers(blocked, { principal: { user }, person })) return;
  throw new Refusal(
    'forbidden',
    `user '${user}' cannot change or lift a block of their own; an administrator can`,
  );
}

/** @see setBlock */
export const setBlockUseCase = useCase({
  name: 'setBlock',
  whoMay: 'administrator',
  named: true,
  input: setBlockInput,
  run: ({ store }, input, { name, at }) => setBlock(store, { ...input, actor: name }, at),
});

/** @see liftBlock */
export const liftBlockUseCase = useCase({
  name: 'liftBlock',
  whoMay: 'administrator',
  named: true,
  input: liftBlockInput,
  run: ({ store }, input, { name }) => liftBlock(store, { ...input, actor: name }),
});

/** @see listBlocks */
export const blocksUseCase = useCase({
  name: 'blocks',
  whoMay: 'administrator',
  input: blockFilter,
  run: ({ store }, input) => listBlocks(store, input),
});
