import { Refusal } from '../base/refusal.js';
import { askEditor } from '../entitlements/ask-editor.js';
import type { Editor } from '../entitlements/world-store.js';
import type { TagProposal } from '../model/tag-proposal.js';
import { decideProposal } from '../monitoring/decide-proposal.js';
import type { ProposalDecision } from '../monitoring/decide-proposal.js';
import { reviewColumns } from '../monitoring/review-columns.js';
import type { Reviewed, ReviewInput } from '../monitoring/review-columns.js';
import { reachOf } from './authorize.js';
import type { Administration } from './context.js';
import { nothingThere } from './read-objects.js';
import { isOwnToWrite } from './relations.js';
import type { Asking } from './relations.js';

/** Notes that columns were reviewed. @see reviewColumns */
export const review = (
  { store }: Pick<Administration, 'store'>,
  asking: Asking,
  input: Omit<ReviewInput, 'actor'>,
): Promise<Reviewed> => reviewColumns(store, { ...input, actor: asking.actor.name }, mayReview(asking));

/** Decides on a proposed tag. @see decideProposal */
export const decideOnProposal = (
  { store }: Pick<Administration, 'store'>,
  asking: Asking,
  input: Omit<ProposalDecision, 'actor'>,
): Promise<TagProposal> =>
  decideProposal(store, { ...input, actor: asking.actor.name }, asking.at, mayReview(asking));

/** Governors and administrators review everything, owners what they own. */
const mayReview =
  (asking: Asking) =>
  async (editor: Editor, name: string): Promise<void> => {
    const reach = reachOf(asking.actor.roles, 'review', 'change');
    if (reach === 'none') throw new Refusal('forbidden', 'your roles do not let you review this');
    const dataSource = await editor.get('dataSource', name);
    const may =
      dataSource !== undefined &&
      (reach === 'all' ||
        (await askEditor(editor, (look) => isOwnToWrite(look, asking, 'dataSource', dataSource))));
    if (!may) throw nothingThere();
  };
