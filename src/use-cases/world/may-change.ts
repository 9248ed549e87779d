import { Refusal } from '../../base/refusal.js';
import { askEditor } from '../../world/ask-editor.js';
import type { Reader } from '../../world/world-store.js';
import type { Acting, Right } from '../use-case.js';
import { reachOf, whoMay } from './authorize.js';
import { nothingThere } from './read-objects.js';
import { isOwnToWrite } from './relations.js';

/** A decision about the columns of a data source. */
type Subject = 'review' | 'tagProposal';

/** The right to decide about columns of data sources. */
export const rightTo = (subject: Subject): Right => ({
  subject,
  verb: 'change',
  refusal: `your roles do not let you review this: ${whoMay(subject, 'change')} may`,
});

/** A function that throws if an actor may not decide about the columns of a data source. */
export const mayChange =
  (by: Acting['by'], subject: Subject) =>
  async (reader: Reader, name: string): Promise<void> => {
    if (by === 'administrator') return;
    const reach = reachOf(by.actor.roles, subject, 'change');
    if (reach === 'none') throw new Refusal('forbidden', rightTo(subject).refusal);
    const dataSource = await reader.get('dataSource', name);
    const may =
      dataSource !== undefined &&
      (reach === 'all' ||
        (await askEditor(reader, (look) => isOwnToWrite(look, by, 'dataSource', dataSource))));
    if (!may) throw nothingThere();
  };
