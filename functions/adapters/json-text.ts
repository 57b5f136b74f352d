/** What a JSON text says; `undefined` for any other text. Pure. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
