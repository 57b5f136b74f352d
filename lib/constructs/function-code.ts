import { join, resolve } from 'node:path';
import { AssetStaging, Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { buildOnce, type FileHashes } from './bundle-cache.ts';
import { FUNCTIONS, functionBuild } from './bundling.ts';
import { buildPage, PAGES } from './page-build.ts';

/** Where packages keep what they can make again. */
const KEPT = join(import.meta.dirname, '../../node_modules/.cache/trunkline/bundles');

/**
 * The code of every function: each function's folder under `functions/` holds a `handler.ts` and becomes one asset with
 * an `index.mjs`, the AWS SDK included; that of `web-pages` holds the built pages, too. The bundles lie beside the templates, so that they are emptied with them.
 * When the CDK needs no code (`cdk list`, or a reader of templates), the sources stand for it.
 */
export function bundleFunctions<Name extends string>(
  scope: Construct,
  names: readonly Name[],
): (name: Name) => Code {
  const assembly = Stage.of(scope);
  if (!assembly) throw new Error('functions are bundled inside an app');
  if (!Stack.of(scope).bundlingRequired) return (name) => Code.fromAsset(join(FUNCTIONS, name));
  const outdir = resolve(assembly.assetOutdir, 'functions');
  // The CDK remembers for a whole process what it has staged, also after the directory was emptied.
  AssetStaging.clearAssetHashCache();
  const hashes: FileHashes = new Map();
  for (const name of names) buildOnce(functionBuild(name, join(outdir, name)), KEPT, hashes);
  for (const page of PAGES) buildPage(page, join(outdir, 'web-pages/web', page), KEPT, hashes);
  return (name) => Code.fromAsset(join(outdir, name));
}
