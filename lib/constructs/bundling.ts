import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';

/** CommonJS packages inside an ES module still ask for `require`. */
const REQUIRE_BANNER =
  "import{createRequire as trunklineRequire}from'node:module';const require=trunklineRequire(import.meta.url);";

/** Holds a folder for each function. */
export const FUNCTIONS = join(import.meta.dirname, '../../functions');

const substitute = (name: string): string => join(import.meta.dirname, 'substitutes', `${name}.ts`);

/**
 * How every bundle is made: ES modules for Node 24, the AWS SDK included, without what our functions can never reach.
 * Names are kept, because a failure is logged by the names of its frames.
 */
export const BUNDLING = {
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
  alias: {
    '@aws-sdk/credential-provider-node': substitute('credential-chain'),
    'node:http2': substitute('http2'),
  },
  define: {
    // undici's own switch, which Node uses, too: without its second, experimental parser.
    esbuildDetection: 'true',
    'process.env.JEST_WORKER_ID': 'undefined',
    // ssh2 looks for its native part beside itself.
    __dirname: 'import.meta.dirname',
  },
  external: [
    // undici falls back to it on processors without SIMD; Lambda has none.
    '../llhttp/llhttp-wasm.js',
    // undici asks for these only when a body is a form; ours are texts.
    '../web/fetch/body.js',
    '../web/fetch/formdata',
    '../web/webidl',
    // ssh2 does without its native parts: ciphers come from Node itself.
    'cpu-features',
    '*.node',
    // The AWS SDK names a browser with it.
    'bowser',
  ],
} satisfies BuildOptions;

/**
 * How the bundle of one function is made of its folder's `handler.ts`: an `index.mjs`, and beside it what it imports
 * only when it needs it. Each function is built alone: built together, what two of them share would lie outside both.
 */
export const functionBuild = (name: string, outdir: string) =>
  ({
    ...BUNDLING,
    absWorkingDir: FUNCTIONS,
    entryPoints: [{ in: join(FUNCTIONS, name, 'handler.ts'), out: 'index' }],
    outdir,
    splitting: true,
  }) satisfies BuildOptions;
