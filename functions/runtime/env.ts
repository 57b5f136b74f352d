import * as z from 'zod/mini';

/**
 * Parses the function's environment once, at cold start.
 * @throws {Error} naming every variable that is missing or malformed
 */
export function readEnv<S extends z.core.$ZodType>(schema: S): z.output<S> {
  const result = z.safeParse(schema, process.env);
  if (result.success) return result.data;
  const names = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`environment: ${names.join('; ')}`);
}

/** A variable that holds JSON of this shape. */
export const jsonVariable = <S extends z.core.$ZodType>(schema: S) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((text: string): unknown => JSON.parse(text)),
    ),
    schema,
  );

/** A variable that holds a whole number. */
export const numberVariable = z.pipe(
  z.string().check(z.regex(/^\d+$/)),
  z.transform((text: string) => Number(text)),
);
