import { registerHooks } from 'node:module';
import type * as machine from './machine.ts';
import type { Mutant, SourceChange } from './mutants.ts';

const ROOT = new URL('../../../', import.meta.url);
/** Modules that are loaded anew for a mutant: ours, so that no two copies of an error class meet. */
const OURS = ['functions/', 'test/'].map((folder) => new URL(folder, ROOT).href);
const known = new Map<string, readonly SourceChange[]>();

/** The source with the change made. @throws {Error} the text to find is not there exactly once */
export function changed(source: string, { file, find, replace }: SourceChange): string {
  const found = source.split(find).length - 1;
  if (found !== 1) throw new Error(`${file} has ${found} times, not once: ${find}`);
  return source.replace(find, () => replace);
}

/** The machine over the mutated product, loaded beside the real one; files on disk are not touched. */
export async function mutated({ changes }: Mutant): Promise<typeof machine> {
  const id = `${known.size}`;
  if (known.size === 0) registerHooks({ resolve, load });
  known.set(id, changes);
  return import(`${new URL('machine.ts', import.meta.url).href}?mutant=${id}`);
}

type Hooks = Required<Parameters<typeof registerHooks>[0]>;

const idOf = (url: string | undefined): string | undefined =>
  url?.startsWith('file:') ? (new URL(url).searchParams.get('mutant') ?? undefined) : undefined;

const resolve: Hooks['resolve'] = (specifier, context, next) => {
  const resolved = next(specifier, context);
  const id = idOf(context.parentURL);
  if (id === undefined || !OURS.some((folder) => resolved.url.startsWith(folder))) return resolved;
  return { ...resolved, url: `${resolved.url.split('?')[0]}?mutant=${id}` };
};

const load: Hooks['load'] = (url, context, next) => {
  const loaded = next(url, context);
  const id = idOf(url);
  const own = (id === undefined ? [] : (known.get(id) ?? [])).filter(
    ({ file }) => url.split('?')[0] === new URL(file, ROOT).href,
  );
  if (own.length === 0) return loaded;
  const source =
    loaded.source instanceof Uint8Array ? new TextDecoder().decode(loaded.source) : String(loaded.source);
  return { ...loaded, source: own.reduce(changed, source) };
};
