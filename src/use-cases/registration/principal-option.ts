import { Refusal } from '../../base/refusal.js';
import { explainIssues } from '../../base/explain-issues.js';
import { tagName } from '../../model/names.js';
import { principal } from '../../model/principals.js';
import type { Principal } from '../../model/principals.js';

/**
 * The user or group that an option names: `group:NAME`, or a user's name. A user's name that itself begins with one of these prefixes needs
 * `user:` before it.
 * @throws Refusal `invalid`
 */
export function principalOf(text: string): Principal {
  const [, word, rest] = /^(user|group):(.*)$/su.exec(text) ?? [];
  const value = word === 'group' ? { group: rest } : { user: word === 'user' ? rest : text };
  const [issue] = explainIssues(principal, value);
  if (issue !== undefined) throw new Refusal('invalid', `--owner '${text}': ${issue.message}`);
  return principal.parse(value);
}

/** @throws Refusal `invalid` for text that is not a tag */
export function tagOf(text: string): string {
  const [issue] = explainIssues(tagName, text);
  if (issue !== undefined) throw new Refusal('invalid', `--tag '${text}': ${issue.message}`);
  return text;
}
