import type { ImportOf, SourceFile } from './import-graph.ts';

/** What a file is, by where it lies. */
type Kind =
  | 'message'
  | 'port'
  | 'error'
  | 'adapter'
  | 'runtime'
  | 'handler'
  | 'env'
  | 'feature'
  | 'lib'
  | 'outside';

const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.env\b|\bawait\b|\bperformance\.now\b/;
const PURE_PACKAGES = new Set(['zod/mini', 'node:crypto', 'libphonenumber-js/max']);
const OUTSIDE = ['bin', 'local', 'test'];

/** Use cases that need a piece of the runtime that is not pure, each with its reason. */
const GRANTED = new Map([
  // A sweep over many alerts bounds its own concurrency.
  ['functions/recovery/each-in-time.ts', 'functions/runtime/batch.ts'],
  ['functions/preview/each-contact.ts', 'functions/runtime/batch.ts'],
  ['functions/reminder/remind-due.ts', 'functions/runtime/batch.ts'],
]);

/** Folders without a function, whose steps several features share. */
const SHARED = new Set(['alert', 'contact']);

const folderOf = (path: string): string => path.split('/')[1] ?? '';

function kindOf(path: string): Kind {
  if (path.startsWith('lib/')) return 'lib';
  if (path === 'functions/errors.ts') return 'error';
  if (OUTSIDE.some((folder) => path.startsWith(`${folder}/`))) return 'outside';
  if (path.endsWith('/handler.ts')) return 'handler';
  if (path.endsWith('/env.ts') && folderOf(path) !== 'runtime') return 'env';
  switch (folderOf(path)) {
    case 'messages':
      return 'message';
    case 'ports':
      return 'port';
    case 'adapters':
      return 'adapter';
    case 'runtime':
      return 'runtime';
    default:
      return 'feature';
  }
}

const isOurs = ({ target }: ImportOf): boolean => /^(functions|lib|bin|local|test)\//.test(target);

/**
 * The modules that only decide: no clock, chance, environment or waiting in them, and nothing imported but messages,
 * errors, ports' types and modules like themselves.
 */
export function pureModules(files: readonly SourceFile[]): ReadonlySet<string> {
  const pure = new Set(
    files
      .filter((file) => ['feature', 'runtime'].includes(kindOf(file.path)) && !IMPURE.test(file.text))
      .map((f) => f.path),
  );
  const keeps = (file: SourceFile): boolean =>
    file.imports.every((one) => {
      if (!isOurs(one)) return PURE_PACKAGES.has(one.target);
      const kind = kindOf(one.target);
      return (
        kind === 'message' || kind === 'error' || (kind === 'port' && one.typeOnly) || pure.has(one.target)
      );
    });
  for (let before = -1; before !== pure.size; ) {
    before = pure.size;
    for (const file of files) if (pure.has(file.path) && !keeps(file)) pure.delete(file.path);
  }
  return pure;
}

/** Every import that goes the wrong way, one sentence each. */
export function importProblems(files: readonly SourceFile[]): string[] {
  const pure = pureModules(files);
  return files.flatMap((file) =>
    file.imports
      .filter((one) => isOurs(one) && !mayImport(file.path, one, pure))
      .map(({ target }) => `${file.path} must not import ${target}`),
  );
}

function mayImport(from: string, one: ImportOf, pure: ReadonlySet<string>): boolean {
  const { target } = one;
  const [kind, to] = [kindOf(from), kindOf(target)];
  if (to === 'outside') return false;
  if (kind === 'lib') {
    return to === 'lib' || to === 'message' || pure.has(target) || (to === 'env' && one.typeOnly);
  }
  if (to === 'lib' || to === 'handler') return false;
  if (to === 'message' || to === 'error') return kind !== 'message' || to === 'message';
  const sameFolder = folderOf(from) === folderOf(target);
  switch (kind) {
    case 'message':
    case 'error':
      return false;
    case 'port':
      return to === 'port';
    case 'adapter':
      return to === 'port' || to === 'adapter';
    case 'runtime':
      return to === 'port' || to === 'runtime';
    case 'env':
      return target === 'functions/runtime/env.ts';
    case 'handler':
      return to === 'adapter' || to === 'runtime' || sameFolder;
    case 'feature':
      if (to === 'adapter' || to === 'env') return false;
      if (to === 'runtime') return pure.has(target) || GRANTED.get(from) === target;
      return to === 'port' || sameFolder || pure.has(target) || SHARED.has(folderOf(target));
    default:
      return false;
  }
}

/** Which feature takes an idea from which file of another, as `from -> target`. */
export function crossFeatureImports(files: readonly SourceFile[]): string[] {
  const crossing = files
    .filter(({ path }) => ['feature', 'handler', 'env'].includes(kindOf(path)))
    .flatMap((file) =>
      file.imports
        .filter((one) => isOurs(one) && ['feature', 'handler', 'env'].includes(kindOf(one.target)))
        .filter(({ target }) => folderOf(target) !== folderOf(file.path) && !SHARED.has(folderOf(target)))
        .map(({ target }) => `${folderOf(file.path)} -> ${target.slice('functions/'.length)}`),
    );
  return [...new Set(crossing)].toSorted();
}
