import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { PageFiles } from '../ports/page-files.ts';

/** Every file below a directory, read once. Pages are small, and a start reads them before the first request comes. */
export function pageFiles(directory: string): PageFiles {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    entries.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [relative(directory, path), readFileSync(path, 'utf8')];
    }),
  );
}
