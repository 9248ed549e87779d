import { isDeepStrictEqual } from 'node:util';

import { inputBounds } from '../../base/input.js';
import { commentsIn } from '../compose-yaml.js';
import { parseJson } from '../parse-json.js';
import { parseYaml } from '../parse-yaml.js';
import type { Complaint } from '../place.js';
import { millions, readWorldText } from '../read-world.js';
import { worldFileSchema } from '../world-file-schema.js';
import { formatJson } from './format-json.js';
import { formatYaml } from './format-yaml.js';
import { positionIn } from './key-order.js';
import type { Shape } from './key-order.js';

/** The canonical text of a file, or why it is left as it is. */
export type Formatting = { readonly text: string } | { readonly complaints: readonly Complaint[] };

/** One form of files: world files, or test files. */
export interface FileForm {
  /** What is wrong with a file. */
  readonly problems: (file: string, text: string) => readonly Complaint[];
  /** The JSON Schema, which has the keys in their order. */
  readonly schema: Shape;
}

/** The form of world files. */
const worldForm: FileForm = {
  problems: (file, text) => {
    const read = readWorldText(file, text);
    return 'complaints' in read ? read.complaints : [];
  },
  schema: worldFileSchema(),
};

/**
 * The canonical text of a file: keys in the order of the schema, one indentation, quotes only where they
 * are needed. Comments stay, and so do blank lines between objects.
 * @param text the text of the file; a name that ends in .json is JSON, any other is YAML
 * @param form by default that of world files
 */
export function formatFile(
  file: string,
  text: string,
  { problems, schema }: FileForm = worldForm,
): Formatting {
  const complain = (message: string): Formatting => ({ complaints: [{ place: { file }, message }] });
  const position = positionIn(schema);
  const written = text.replace(/^\uFEFF/, '');
  const isJson = file.endsWith('.json');
  const before = isJson ? parseJson(file, written) : undefined;
  if (!isJson && written.length > inputBounds.yaml) {
    return complain(
      `this file has ${millions(written.length)} of YAML; files of more than ${millions(inputBounds.yaml)} are left as they are`,
    );
  }
  const complaints = problems(file, written);
  if (complaints.length > 0) return { complaints };
  if (isJson && before === undefined) {
    return complain('this file is YAML, but its name says JSON; rename it to *.yaml, or write it as JSON');
  }
  const parsed = before ?? parseYaml(file, written);
  if ('complaints' in parsed) return parsed;
  const formatted = isJson ? formatJson(parsed.value, position) : formatYaml(written, position);
  const again = isJson ? parseJson(file, formatted) : parseYaml(file, formatted);
  // Formatting has to be safe on files that nobody reads again, so it never relies on its own rules alone.
  const same =
    again !== undefined &&
    'value' in again &&
    isDeepStrictEqual(again.value, parsed.value) &&
    (isJson || isDeepStrictEqual(commentsIn(formatted).toSorted(), commentsIn(written).toSorted()));
  return same
    ? { text: formatted }
    : complain(
        'internal error (please report it): formatting would change what this file says; it is left as it is',
      );
}
