import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { BUNDLING } from '../../lib/constructs/bundling.ts';

/** Functions of the real edges whose work is done by the planted failures and careless outcomes. */
const SOURCES = {
  worker: `
    import * as z from 'zod/mini';
    import { sqsWorker } from './functions/runtime/sqs-worker.ts';
    import { CARELESS_OUTCOMES, FAILURES } from './test/support/planted-failures.ts';
    export const handler = sqsWorker({
      name: 'careless',
      message: z.object({ fails: z.optional(z.string()) }),
      work: async ({ fails }) => {
        if (fails) throw FAILURES[fails]();
        return CARELESS_OUTCOMES;
      },
      quarantine: async () => undefined,
      hide: async () => undefined,
      concurrency: 5,
    });`,
  schedule: `
    import { scheduled } from './functions/runtime/scheduled.ts';
    import { CARELESS_OUTCOMES, FAILURES } from './test/support/planted-failures.ts';
    export const handler = scheduled({
      name: 'careless',
      sweep: async () => {
        if (globalThis.swept) throw FAILURES['an error with causes that quote']();
        globalThis.swept = true;
        const errors = Object.values(FAILURES).map((make) => ({ key: '+12025550187', error: make() }));
        return [...CARELESS_OUTCOMES, ...errors];
      },
    });`,
  read: `
    import { apiRead } from './functions/runtime/api-read.ts';
    import { FAILURES } from './test/support/planted-failures.ts';
    export const handler = apiRead({
      name: 'careless',
      parameter: 'key',
      read: async () => {
        throw FAILURES['an error with fields']();
      },
    });`,
} as const;

/** The bundled source of a careless function. */
export function carelessSource(kind: keyof typeof SOURCES): string {
  const { outputFiles } = buildSync({
    ...BUNDLING,
    stdin: { contents: SOURCES[kind], resolveDir: join(import.meta.dirname, '../..'), loader: 'ts' },
    write: false,
  });
  return outputFiles[0]!.text;
}
