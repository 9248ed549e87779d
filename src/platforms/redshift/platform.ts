import { formatDataSourceName } from '../../model/names.js';
import { ask } from '../../policy/condition-expression.js';
import { rowAlias } from '../row.js';
import { column } from '../../sql/build.js';
import { print } from '../../sql/print/print.js';
import type { Platform } from '../platform.js';
import { columnOfAlias } from '../row.js';
import { redshiftText } from './canonical-text.js';
import { redshiftHashKey } from './hash-key.js';
import type { RedshiftKeyPlace } from './hash-key.js';
import { redshiftLayers } from './mask-layers.js';
import { redshiftMasks } from './masks.js';
import { redshiftRows } from './rows.js';
import { redshiftTraits } from './traits.js';

/** Amazon Redshift. It cannot send requests to scrim, so a view is for everybody, and is joined to its reader's profile. */
export const redshift: Platform<RedshiftKeyPlace> = {
  traits: redshiftTraits,
  typeProblem(type) {
    print(type, 'redshift');
    return undefined;
  },
  reader: 'open',
  textOf: redshiftText,
  column: (name) => column(rowAlias, name),
  rowReference: columnOfAlias,
  masks: redshiftMasks,
  layers: redshiftLayers,
  rows: redshiftRows,
  hashKey: redshiftHashKey,
  // A reader sees rows of a data source if their profile contains a subscription to it.
  guard: (dataSource, { answered }) => answered(ask('isSubscribed', formatDataSourceName(dataSource))),
};
