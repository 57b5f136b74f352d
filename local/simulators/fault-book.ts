import { type FaultRule, operationProblems } from './faults.ts';
import { means, type SystemName } from './system-name.ts';

/** The fault rules one simulator currently follows. */
export interface FaultBook {
  /**
   * Replaces all rules; those of other systems are left out.
   * @throws Error naming each rule whose operation does not exist; nothing is replaced then
   */
  set(rules: readonly FaultRule[]): void;
  /** The rules still in force, `times` being what is left. */
  rules(): readonly FaultRule[];
  /** The first rule that fits a request to an operation, known under these names; spends nothing. */
  find(names: readonly string[], rawBody: string): FaultRule | undefined;
  /** Counts one hit; a rule with no hits left is dropped. */
  spend(rule: FaultRule): void;
}

/** An empty book for a system whose operations go by these names. */
export function faultBook(system: SystemName, operations: readonly string[]): FaultBook {
  let current: readonly FaultRule[] = [];
  return {
    set(rules) {
      const problems = operationProblems(rules, system, operations);
      if (problems.length > 0) throw new Error(problems.join('; '));
      current = rules.filter((rule) => means(rule.system, system));
    },
    rules: () => current,
    find: (names, rawBody) =>
      current.find(
        (rule) =>
          names.includes(rule.operation) && (rule.match === undefined || rawBody.includes(rule.match)),
      ),
    spend(spent) {
      current = current.flatMap((rule) => {
        if (rule !== spent || rule.times === undefined) return [rule];
        return rule.times > 1 ? [{ ...rule, times: rule.times - 1 }] : [];
      });
    },
  };
}
