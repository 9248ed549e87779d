import { Refusal } from '../../base/refusal.js';
import { askEditor } from '../../world/ask-editor.js';
import type { Editor } from '../../world/world-store.js';
import type { TagProposal } from '../../model/tag-proposal.js';
import { decideProposal } from '../sync/decide-proposal.js';
import type { ProposalDecision } from '../sync/decide-proposal.js';
import { reviewColumns } from '../sync/review-columns.js';
import type { Reviewed, ReviewInput } from '../sync/review-columns.js';
import { reachOf, whoMay } from './authorize.js';
import type { Administration } from './context.js';
import { withinLimits } from './owner-limits.js';
import { putChecked } from './put-checked.js';
import { nothingThere } from './read-objects.js';
import { isOwnToWrite } from './relations.js';
import type { Asking } from './relations.js';

/** Notes that columns were reviewed. @see reviewColumns */
export const review = (
  { store }: Pick<Administration, 'store'>,
  asking: Asking,
  input: Omit<ReviewInput, 'actor'>,
): Promise<Reviewed> => reviewColumns(store, { ...input, actor: asking.actor.name }, mayDo(asking, 'review'));

/**
 * Decides on a proposed tag: owners may accept it, as they may add tags, within the same limits; who reviews may reject it too.
 * @see decideProposal
 */
export const decideOnProposal = (
  { store }: Pick<Administration, 'store'>,
  asking: Asking,
  input: Omit<ProposalDecision, 'actor'>,
): Promise<TagProposal> =>
  decideProposal(store, { ...input, actor: asking.actor.name }, asking.at, {
    mayDecide: mayDo(asking, input.decision === 'accept' ? 'tagProposal' : 'review'),
    write: (editor, before, after) =>
      withinLimits(editor, asking, { kind: 'dataSource', before, after }, () =>
        putChecked(editor, 'dataSource', [after]),
      ),
  });

const mayDo =
  (asking: Asking, subject: 'review' | 'tagProposal') =>
  async (editor: Editor, name: string): Promise<void> => {
    const reach = reachOf(asking.actor.roles, subject, 'change');
    if (reach === 'none') {
      const may = whoMay(subject, 'change');
      throw new Refusal('forbidden', `your roles do not let you review this: ${may} may`);
    }
    const dataSource = await editor.get('dataSource', name);
    const may =
      dataSource !== undefined &&
      (reach === 'all' ||
        (await askEditor(editor, (look) => isOwnToWrite(look, asking, 'dataSource', dataSource))));
    if (!may) throw nothingThere();
  };
