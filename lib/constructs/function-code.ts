import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

/** CommonJS packages inside an ES module still ask for `require`. */
const REQUIRE_BANNER =
  "import{createRequire as trunklineRequire}from'node:module';const require=trunklineRequire(import.meta.url);";

/**
 * The code of every function, bundled in one pass: each function's folder under `functions/` holds a `handler.ts` and
 * becomes one asset with an `index.mjs`, the AWS SDK included.
 */
export function bundleFunctions<Name extends string>(names: readonly Name[]): (name: Name) => Code {
  const outdir = mkdtempSync(join(tmpdir(), 'trunkline-functions-'));
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
