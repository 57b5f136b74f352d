import { isObject } from './json.ts';

type Pattern = Readonly<Record<string, unknown>>;

/**
 * Stops at the first condition that is not interpreted: only exact values, `prefix`, `suffix`, `exists` and `anything-but` are.
 * @throws naming the condition.
 */
export function checkPattern(pattern: Pattern, path = ''): void {
  for (const [key, wanted] of Object.entries(pattern)) {
    const here = `${path}${key}`;
    if (Array.isArray(wanted)) for (const condition of wanted) checkCondition(condition, here);
    else if (isObject(wanted)) checkPattern(wanted, `${here}.`);
    else throw new Error(`event pattern ${here} is neither a list nor an object`);
  }
}

const OPERATORS: ReadonlySet<string> = new Set(['prefix', 'suffix', 'exists', 'anything-but']);

function checkCondition(condition: unknown, path: string): void {
  if (!isObject(condition)) return;
  for (const [operator, operand] of Object.entries(condition))
    if (!OPERATORS.has(operator) || isObject(operand))
      throw new Error(`event pattern ${path}: ${JSON.stringify(condition)} is not supported locally`);
}

/** Whether an event meets a checked pattern: every listed field matches one of its conditions. */
export function matchesPattern(event: unknown, pattern: Pattern): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    const value = isObject(event) ? event[key] : undefined;
    if (Array.isArray(wanted)) return wanted.some((condition) => meets(value, condition));
    return isObject(wanted) && isObject(value) && matchesPattern(value, wanted);
  });
}

function meets(value: unknown, condition: unknown): boolean {
  // An array in the event matches when one of its elements does.
  if (Array.isArray(value)) return value.some((element) => meets(element, condition));
  if (!isObject(condition)) return value === condition;
  if ('prefix' in condition) return typeof value === 'string' && value.startsWith(String(condition.prefix));
  if ('suffix' in condition) return typeof value === 'string' && value.endsWith(String(condition.suffix));
  if ('exists' in condition) return (value !== undefined) === condition.exists;
  const excluded = condition['anything-but'];
  return value !== undefined && !(Array.isArray(excluded) ? excluded.includes(value) : excluded === value);
}
