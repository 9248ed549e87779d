import { holding } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** In which project each user works. */
export const workingProjects = resourceOperations({
  kind: 'workingProject',
  path: 'working-projects',
  one: "a user's working project",
  params: ['user'],
  keyOf: ([user = '']) => user,
  partsOf: ({ user }) => [user],
  filters: { project: holding('those in this project', (project) => ({ project })) },
});
