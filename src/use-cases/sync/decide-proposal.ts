import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import type { Editor, World } from '../../world/world-store.js';
import { tagProposal, tagProposalKey } from '../../model/tag-proposal.js';
import type { TagProposal } from '../../model/tag-proposal.js';
import { putChecked } from '../world/put-checked.js';
import type { DataSource } from '../../model/data-source.js';
import { hasColumn } from './is-stale.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';
import { mayChange, rightTo } from '../world/may-change.js';
import { withinLimits } from '../world/owner-limits.js';

const proposalDecision = tagProposal
  .pick({ dataSource: true, column: true, tag: true })
  .extend({ decision: z.enum(['accept', 'reject']) })
  .meta({ id: 'TagDecision' });
/** A decision about a proposed tag. */
type ProposalDecision = InputOf<typeof proposalDecision> & { readonly actor: string };

/** The limits of the actor who decides on a proposal. */
export interface ProposalLimits {
  readonly mayDecide: (editor: Editor, dataSource: string) => Promise<void>;
  readonly write: (editor: Editor, before: DataSource, after: DataSource) => Promise<void>;
}

const noLimits: ProposalLimits = {
  mayDecide: () => Promise.resolve(),
  write: (editor, _before, after) => putChecked(editor, 'dataSource', [after]),
};

/**
 * Adds the proposed tag to its column, or records that the proposal was rejected.
 * @param limits what the actor may do: `mayDecide` throws if they may not decide, `write` writes the data source with the tag
 * @throws Refusal `invalid` if the tag was not proposed, or the column no longer exists
 */
export async function decideProposal(
  store: World,
  { decision, actor, ...of }: ProposalDecision,
  at: Date,
  { mayDecide, write }: ProposalLimits = noLimits,
): Promise<TagProposal> {
  const { result } = await store.change(actor, async (editor): Promise<TagProposal> => {
    await mayDecide(editor, of.dataSource);
    const proposal = await editor.get('tagProposal', tagProposalKey(of));
    if (proposal === undefined) {
      const reason = `tag '${of.tag}' is not proposed for column '${of.column}' of '${of.dataSource}'`;
      throw new Refusal('invalid', `${reason}; to list proposals, run scrim tags proposed`);
    }
    if (decision === 'accept') await giveTag(editor, proposal, write);
    const decided = {
      ...proposal,
      status: decision === 'accept' ? ('accepted' as const) : ('rejected' as const),
      decidedBy: actor,
      decidedAt: at.toISOString(),
    };
    await editor.put('tagProposal', [decided]);
    return decided;
  });
  return result;
}

async function giveTag(
  editor: Editor,
  { dataSource: name, column, tag }: TagProposal,
  write: ProposalLimits['write'],
): Promise<void> {
  const dataSource = await editor.get('dataSource', name);
  if (dataSource === undefined || !hasColumn(dataSource, column)) {
    throw new Refusal('invalid', `data source '${name}' no longer has a column '${column}'`);
  }
  const tagged = {
    ...dataSource,
    columns: dataSource.columns.map((one) =>
      one.name === column && !one.tags.includes(tag) ? { ...one, tags: [...one.tags, tag] } : one,
    ),
  };
  await write(editor, dataSource, tagged);
}

/**
 * Owners may accept a proposed tag within the limits in which they may add tags. A person who may review columns may also reject it. @see
 * decideProposal
 */
export const decideTagProposalUseCase = useCase({
  name: 'decideTagProposal',
  whoMay: rightTo('tagProposal'),
  named: true,
  input: proposalDecision,
  run: ({ store }, input, { name, at, by }) =>
    decideProposal(store, { ...input, actor: name }, at, {
      mayDecide: mayChange(by, input.decision === 'accept' ? 'tagProposal' : 'review'),
      write: (editor, before, after) => {
        const write = (): Promise<void> => putChecked(editor, 'dataSource', [after]);
        return by === 'administrator'
          ? write()
          : withinLimits(editor, by, { kind: 'dataSource', before, after }, write);
      },
    }),
});
