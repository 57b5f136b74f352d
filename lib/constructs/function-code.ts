import { join, resolve } from 'node:path';
import { AssetStaging, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { buildSync } from 'esbuild';

/** CommonJS packages inside an ES module still ask for `require`. */
const REQUIRE_BANNER =
  "import{createRequire as trunklineRequire}from'node:module';const require=trunklineRequire(import.meta.url);";

/**
 * The code of every function, bundled in one pass: each function's folder under `functions/` holds a `handler.ts` and
 * becomes one asset with an `index.mjs`, the AWS SDK included. The bundles lie beside the templates, so that they are
 * emptied with them.
 */
export function bundleFunctions<Name extends string>(
  scope: Construct,
  names: readonly Name[],
): (name: Name) => Code {
  const assembly = Stage.of(scope);
  if (!assembly) throw new Error('functions are bundled inside an app');
  const outdir = resolve(assembly.assetOutdir, 'functions');
  // The CDK remembers for a whole process what it has staged, also after the directory was emptied.
  AssetStaging.clearAssetHashCache();
  const functionsDirectory = join(import.meta.dirname, '../../functions');
  buildSync({
    absWorkingDir: functionsDirectory,
    entryPoints: names.map((name) => ({
      in: join(functionsDirectory, name, 'handler.ts'),
      out: `${name}/index`,
    })),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    conditions: ['module'],
    banner: { js: REQUIRE_BANNER },
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  return (name) => Code.fromAsset(join(outdir, name));
}
