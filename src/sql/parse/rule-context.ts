import { ParserRuleContext } from 'antlr4ng';
import type { ParseTree, Token } from 'antlr4ng';

interface Fields {
  start: Token | null;
  stop: Token | null;
  children: ParseTree[];
  parent: ParserRuleContext | null;
  invokingState: number;
}

function initialize(this: Fields, parent: ParserRuleContext | null, invokingState = -1): void {
  this.start = null;
  this.stop = null;
  this.children = [];
  this.parent = parent;
  this.invokingState = invokingState;
}

initialize.prototype = Object.create(ParserRuleContext.prototype) as object;

/**
 * What the generated contexts extend in place of ANTLR's own class, which is the same but for its speed: that class defines
 * its fields, which V8 does slowly for a base with more than a hundred derived classes, while this function assigns them.
 * More than half of the time of parsing was spent there.
 */
export const RuleContext = initialize as unknown as typeof ParserRuleContext;
