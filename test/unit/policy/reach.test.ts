import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { governing, sharedDataSource } from '../../../src/facts/facts-for.js';
import { policiesAbout, subscriptionPoliciesAbout } from '../../../src/policy/reach.js';
import { inScope } from '../../../src/policy/scope.js';
import { gatherSources } from '../../../src/policy/sources/gather-sources.js';
import { isAbout } from '../../../src/policy/target.js';
import { worlds } from '../../oracle/arbitrary-world.js';
import { readDraft } from '../../oracle/read-draft.js';
import { lookIn } from './facts-of.js';

it('finds the policies that are about a data source or what it reads, as looking at each of them does', () => {
  fc.assert(
    fc.property(worlds(), (draft) => {
      const { world } = readDraft(draft, 'w');
      const look = lookIn(world);
      const { policies = [], subscriptionPolicies = [] } = world;
      for (const dataSource of world.dataSources ?? []) {
        const shared = sharedDataSource(look, dataSource);
        const sources = gatherSources(dataSource, (source) => governing(look, source));
        const read = [shared, ...[...sources.values()].flat()];
        expect(policiesAbout(policies, read)).toEqual(
          policies.filter(
            (policy) =>
              policy.enabled &&
              policy.rules.some((rule) => read.some((one) => isAbout(policy, rule, one).about)),
          ),
        );
        expect(subscriptionPoliciesAbout(subscriptionPolicies, shared)).toEqual(
          subscriptionPolicies.filter((policy) => policy.enabled && inScope(policy, shared)?.about),
        );
      }
    }),
  );
});
