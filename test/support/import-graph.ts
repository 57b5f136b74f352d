import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** One source file: its path from the root, its text, and what it imports: root paths, or package names. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly ImportOf[];
}

export interface ImportOf {
  readonly target: string;
  readonly typeOnly: boolean;
}

const IMPORT = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;

/** A file from its text. */
export function sourceFile(path: string, text: string): SourceFile {
  const resolved = (target: string): string =>
    target.startsWith('.') ? posix.join(posix.dirname(path), target) : target;
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const declared = [...code.matchAll(IMPORT)].map(([, type, target = '']) => ({
    target: resolved(target),
    typeOnly: type !== undefined,
  }));
  const dynamic = [...code.matchAll(DYNAMIC)].map(([, target = '']) => ({
    target: resolved(target),
    typeOnly: false,
  }));
  return { path, text: code, imports: [...declared, ...dynamic] };
}

/** Every TypeScript file under these folders of the project, declarations left out. */
export function sourceFiles(root: string, ...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map((name) => `${folder}/${name}`)
      .toSorted()
      .map((path) => sourceFile(path, readFileSync(`${root}/${path}`, 'utf8'))),
  );
}

/** Everything a file loads, itself included: its imports, theirs, and so on, types left out; packages by name. */
export function reachable(files: readonly SourceFile[], from: string): ReadonlySet<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const found = new Set([from]);
  for (const path of found) {
    for (const { target, typeOnly } of byPath.get(path)?.imports ?? []) if (!typeOnly) found.add(target);
  }
  return found;
}
