/** Deeper than any sensor's telemetry; what is deeper could exhaust the stack of whoever walks it. */
const DEEPEST = 32;

/** Whether a value out of JSON is nested deeper than we are ready to walk. */
export function isTooDeep(value: unknown, levels = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1));
}

/** The same value with `null` in place of everything nested too deep. */
export function pruned(value: unknown, levels = DEEPEST): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return null;
  if (Array.isArray(value)) return value.map((inner) => pruned(inner, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, pruned(inner, levels - 1)]));
}
