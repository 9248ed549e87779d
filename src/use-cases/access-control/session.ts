import { hasEnded } from '../../model/block.js';
import { defaultSettings } from '../../model/settings.js';
import { readerIn } from '../../facts/derived-facts.js';
import { existenceFor } from '../../facts/visible.js';
import type { Asker } from '../../facts/facts-for.js';
import type { ViewCompiler } from '../../platforms/trino/view-compiler.js';
import type { ReaderFacts } from '../../policy/facts.js';
import type { Derive } from '../../world/derive.js';
import type { Look } from '../../world/look.js';
import type { Decided } from '../decisions/decide.js';
import type { Cluster } from './cluster.js';
import { rulesOf } from './rules.js';
import type { Rule } from './rules.js';

/** One question of a Trino, with the world at one revision. */
export interface Session {
  readonly cluster: Cluster;
  readonly asker: Asker;
  readonly look: Look;
  readonly derive: Derive;
  readonly views: Pick<ViewCompiler, 'inPlace'>;
  /** Decides what the person sees of a data source, which is put on record before anybody is answered. */
  readonly decide: (dataSourceName: string) => Decided;
  /** The user as whom views, filters and masks read raw tables. */
  readonly definer: string | undefined;
  /** Whether it is the definer who asks. */
  readonly isDefiner: boolean;
  /** Why the user may do nothing at all; undefined for active users. */
  readonly refused: string | undefined;
  /** Whether a data source exists for the person. */
  readonly exists: (dataSourceName: string) => boolean;
  /** What the user may do beside reading. */
  readonly rules: readonly Rule[];
}

/** Collects what is known about who asks. */
export function openSession(
  given: Pick<Session, 'cluster' | 'asker' | 'look' | 'derive' | 'views' | 'decide'>,
): Session {
  const { asker, look, derive } = given;
  const { definer } = look({ entry: 'settings' }) ?? defaultSettings;
  const isDefiner = definer === asker.userName;
  const reader = readerIn(derive, asker);
  const refused = isDefiner ? undefined : refusalOf(asker, reader);
  const rules = isDefiner || refused !== undefined ? noRules : rulesOf(derive, asker.userName);
  let existence: Session['exists'] | undefined;
  const exists = (name: string): boolean => (existence ??= existenceFor(look, asker, derive))(name);
  return { ...given, exists, definer, isDefiner, refused, rules };
}

const noRules: readonly Rule[] = [];

function refusalOf({ userName, at }: Asker, { self, inactive, blocks }: ReaderFacts): string | undefined {
  if (inactive) return `user '${userName}' is inactive`;
  if (self === undefined) return `user '${userName}' is not known to scrim`;
  const block = blocks.find((one) => 'everything' in one.scope && !hasEnded(one, at));
  return block === undefined ? undefined : `user '${userName}' is blocked from everything: ${block.reason}`;
}
