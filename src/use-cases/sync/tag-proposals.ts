import { z } from 'zod';

import { tagProposal } from '../../model/tag-proposal.js';
import type { TagProposal } from '../../model/tag-proposal.js';
import type { Reader } from '../../world/world-store.js';
import { useCase } from '../use-case.js';
import { withoutStale } from './is-stale.js';

/** All proposals that are not stale. */
export const listProposals = async (reader: Reader): Promise<readonly TagProposal[]> =>
  withoutStale(await reader.all('tagProposal'), await reader.all('dataSource'));

/** Proposals that are not stale, with a status or all. */
export const tagProposalsUseCase = useCase({
  name: 'tagProposals',
  whoMay: 'administrator',
  input: z.strictObject({ status: tagProposal.shape.status.unwrap().optional() }),
  run: async ({ store }, { status }) =>
    (await store.snapshot(listProposals)).result.filter(
      (proposal) => status === undefined || proposal.status === status,
    ),
});
