import * as z from 'zod/mini';

/** An id that may travel in a URL: 1 to 128 characters of A-Z a-z 0-9 . _ : - but neither `.` nor `..`, which climb. */
export const Key = z
  .string()
  .check(z.regex(/^(?!\.{1,2}$)[A-Za-z0-9._:-]{1,128}$/, 'must be 1 to 128 of A-Z a-z 0-9 . _ : -'));

/** A UTC instant on our own messages: ISO 8601 in the wire form, `Date` in code. */
export const Instant = z.pipe(
  z.iso.datetime(),
  z.transform((text: string) => new Date(text)),
);
