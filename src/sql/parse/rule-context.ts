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
 * The base of the generated contexts. It is equivalent to ANTLR's own class, but faster. That class defines its fields, which is slow in V8
 * for a base with more than a hundred derived classes; this function assigns them. Parsing spent more than half of its time there.
 */
export const RuleContext = initialize as unknown as typeof ParserRuleContext;
