import { describeBlockScope, hasEnded } from '../model/block.js';
import type { Block, BlockScope } from '../model/block.js';
import { describePrincipal } from '../model/principals.js';
import type { Principal } from '../model/principals.js';

/** Formats a block as one line, without the line end. */
export const describeBlock = (block: Block): string => {
  const { blocked, scope, until, reason, blockedBy, blockedAt } = block;
  const is = hasEnded(block, new Date()) ? 'was' : 'is';
  return [
    `${describePrincipal(blocked)} ${is} blocked from ${describeBlockScope(scope)}`,
    until === undefined ? '' : ` until ${until}`,
    blockedBy === undefined ? '' : `, by ${blockedBy}`,
    blockedAt === undefined ? '' : ` at ${blockedAt}`,
    `: ${reason}`,
  ].join('');
};

/** Formats a lifted block as one line, without the line end. */
export const describeLifted = (blocked: Principal, scope: BlockScope): string =>
  `${describePrincipal(blocked)} is no longer blocked from ${describeBlockScope(scope)}`;
