import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import type { Mutant, SourceChange } from './machine.ts';
import type * as machines from './machines.ts';

const ROOT = new URL('../../', import.meta.url);

/** Modules that are loaded anew for a mutant: ours, so that no two copies of an error class meet. */
const OURS = ['functions/', 'local/', 'test/'].map((folder) => new URL(folder, ROOT).href);
const MARK = 'mutant';

const known = new Map<string, readonly SourceChange[]>();

/** The source with the change made. @throws {Error} the text to find is not there exactly once */
export function changed(source: string, { file, find, replace }: SourceChange): string {
  const found = source.split(find).length - 1;
  if (found !== 1) throw new Error(`${file} has ${found} times, not once: ${find}`);
  return source.replace(find, () => replace);
}

/** What is wrong with a mutant's changes, one sentence each; empty when all can be made. */
export function mutantProblems({ name, changes }: Mutant): string[] {
  return changes.flatMap((change) => {
    try {
      changed(readFileSync(new URL(change.file, ROOT), 'utf8'), change);
      return [];
    } catch (error) {
      return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}

/**
 * The simulator over the mutated product, loaded beside the real one; files on disk are not touched. Each mutant has
 * module instances of its own.
 * @throws {Error} a change cannot be made
 */
export async function mutated(mutant: Mutant): Promise<typeof machines> {
  const id = `${known.size}`;
  if (known.size === 0) registerHooks({ resolve, load });
  known.set(id, mutant.changes);
  const entry = new URL('machines.ts', import.meta.url);
  entry.searchParams.set(MARK, id);
  return import(entry.href);
}

type Hooks = Required<Parameters<typeof registerHooks>[0]>;

/** A module that a mutant's module imports belongs to the same mutant. */
const resolve: Hooks['resolve'] = (specifier, context, next) => {
  const resolved = next(specifier, context);
  const id = idOf(context.parentURL);
  if (id === undefined || !OURS.some((folder) => resolved.url.startsWith(folder))) return resolved;
  const url = new URL(resolved.url);
  url.searchParams.set(MARK, id);
  return { ...resolved, url: url.href };
};

const load: Hooks['load'] = (url, context, next) => {
  const id = idOf(url);
  if (id === undefined || !plainOf(url).endsWith('.ts')) return next(url, context);
  const changes = (known.get(id) ?? []).filter(({ file }) => plainOf(url) === new URL(file, ROOT).href);
  return { format: 'module', source: sourceOf(plainOf(url), changes), shortCircuit: true };
};

/** Sources without types: most are the same in every mutant. */
const plainSources = new Map<string, string>();

function sourceOf(url: string, changes: readonly SourceChange[]): string {
  if (changes.length > 0) return withoutTypes(changes.reduce(changed, textOf(url)));
  const known = plainSources.get(url) ?? withoutTypes(textOf(url));
  plainSources.set(url, known);
  return known;
}

const textOf = (url: string): string => readFileSync(new URL(url), 'utf8');

const withoutTypes = (source: string): string => stripTypeScriptTypes(source, { mode: 'strip' });

const idOf = (url: string | undefined): string | undefined =>
  url?.startsWith('file:') ? (new URL(url).searchParams.get(MARK) ?? undefined) : undefined;

function plainOf(url: string): string {
  const plain = new URL(url);
  plain.search = '';
  return plain.href;
}
