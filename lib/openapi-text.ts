const WIDTH = 110;

/** JSON as the formatter wants it: objects open, short arrays of plain values on one line. Ends with a line break. */
export function jsonText(value: unknown): string {
  return `${written(value, '', 0)}\n`;
}

/** `taken`: characters already on the line. */
function written(value: unknown, indent: string, taken: number): string {
  const inner = `${indent}  `;
  const block = (lines: readonly string[], [open, close]: readonly [string, string]): string =>
    lines.length === 0 ? open + close : `${open}\n${inner}${lines.join(`,\n${inner}`)}\n${indent}${close}`;
  if (Array.isArray(value)) {
    const line = `[${value.map((element) => JSON.stringify(element)).join(', ')}]`;
    const fits = value.every(isPlain) && taken + line.length < WIDTH;
    if (fits) return line;
    return block(
      value.map((element) => written(element, inner, inner.length)),
      ['[', ']'],
    );
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return block(
    entries.map(([name, entry]) => {
      const label = `${JSON.stringify(name)}: `;
      return label + written(entry, inner, inner.length + label.length);
    }),
    ['{', '}'],
  );
}

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;
