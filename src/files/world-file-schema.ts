import { worldFile } from '../model/world.js';
import { editorSchema } from './editor-schema.js';

/** A JSON Schema (draft 2020-12) of world files. It is weaker than `readWorld`: it cannot check refinements and references. */
export const worldFileSchema = (): object => editorSchema(worldFile);
