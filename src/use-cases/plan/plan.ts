import type { Administration } from '../world/context.js';
import { appliedFiles, applyWorld } from '../world/apply-world.js';
import { placesIn } from '../what-if/world-of-files.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';
import { planChange } from './plan-change.js';
import type { Plan } from './plan-change.js';

/** What `apply` with the same input would do; or everything that is wrong with the files. */
const planWorld = (
  administration: Pick<Administration, 'store' | 'ports'>,
  input: InputOf<typeof appliedFiles>,
): Promise<Plan | { readonly errors: readonly string[] }> =>
  planChange(administration, async (world) => {
    const applied = await applyWorld(world, { ...input, actor: 'plan' });
    return 'errors' in applied
      ? applied
      : { warnings: applied.warnings ?? [], placeOf: placesIn(input.files) };
  });

/** Tells what an apply of files would do, in objects and in effect on people, and changes nothing. @see planWorld */
export const planUseCase = useCase({
  name: 'plan',
  whoMay: 'administrator',
  input: appliedFiles,
  run: (administration, input) => planWorld(administration, input),
});
