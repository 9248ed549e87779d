import { isMember, subjectOf, workIn, workingInNone } from '../../world/work.js';
import type { Look } from '../../world/look.js';
import type { Project } from '../../model/project.js';
import type { ReaderFacts, Work } from '../../policy/facts.js';

/** What a person may do by themselves that can change what they see: nobody else has to grant it. */
export interface Step {
  /** `switch`: they switch to the project; `stay`: they work in it already; `leave`: they leave the one in which they work. */
  readonly act: 'switch' | 'stay' | 'leave';
  /** The project in which they work then; null for none. */
  readonly project: string | null;
  /** The purposes that must be acknowledged too; none where what was acknowledged so far is enough. */
  readonly acknowledge: readonly string[];
  /** Who must acknowledge them: the person, or, in an equalized project, every user among its members. */
  readonly acknowledgedBy: 'user' | 'every member';
}

/** A step, and what is known of the person once it is taken. */
export interface Stepped {
  readonly step: Step;
  readonly reader: ReaderFacts;
}

/**
 * Lists what a person may do by themselves: leave their project, switch to each project that holds the data
 * source and of which they are a member, and acknowledge its purposes, all of them together. What changes nothing may be listed.
 * @param holding the projects that hold the data source
 */
export function stepsOf(look: Look, reader: ReaderFacts, holding: readonly Project[]): readonly Stepped[] {
  const { self, work: now } = reader;
  if (self === undefined) return [];
  const working = (work: Work): ReaderFacts => ({ ...reader, work, person: subjectOf(self, work) });

  const leaving: readonly Stepped[] =
    now.project === undefined
      ? []
      : [
          {
            step: { act: 'leave', project: null, acknowledge: [], acknowledgedBy: 'user' },
            reader: working(workingInNone),
          },
        ];
  const inProjects = holding
    .filter((project) => isMember(project, self.name, self))
    .flatMap((project): readonly Stepped[] => {
      const stays = now.project?.name === project.name;
      const because = `works in project '${project.name}'`;
      const asIs = workIn(look, self, project, because);
      const acknowledging = workIn(look, self, project, because, 'whatever can be');
      const acknowledge = acknowledging.purposes.filter((purpose) => !asIs.purposes.includes(purpose));
      const step: Step = {
        act: stays ? 'stay' : 'switch',
        project: project.name,
        acknowledge: [],
        acknowledgedBy: project.equalized === false ? 'user' : 'every member',
      };
      return [
        ...(stays ? [] : [{ step, reader: working(asIs) }]),
        ...(acknowledge.length === 0
          ? []
          : [{ step: { ...step, acknowledge }, reader: working(acknowledging) }]),
      ];
    });
  return [...leaving, ...inProjects];
}
