import { createHash } from 'node:crypto';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { compiledRules } from './compiled-rule.ts';
import type { PermissionPolicy } from './permission.ts';

/** Policies are few and verdicts many, so what was hashed is found by its text. */
const MOST_KNOWN = 100;
const known = new Map<string, string>();

/**
 * The hours of a policy in words and a hash of the whole of it: equal policies have equal versions, whatever the order
 * of their fields. Holiday calendars count by their version.
 */
export function policyVersion(policy: PermissionPolicy): string {
  if (policy.kind === 'window') return `window ${policy.opensAt}-${policy.closesAt} ${hashed(policy)}`;
  const { rules, holidays, ...terms } = policy;
  const compiled = compiledRules(rules);
  const ruleHash = typeof compiled === 'string' ? compiled : compiled.hash;
  return `jurisdiction ${hashed({ ...terms, holidays: holidays?.version, rules: ruleHash })}`;
}

function hashed(value: object): string {
  const text = JSON.stringify(value);
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const hash = createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 12);
  known.set(text, hash);
  return hash;
}
