import { join } from 'node:path';
import { pageFiles } from '../adapters/page-files.ts';
import { apiPage } from '../runtime/api-page.ts';
import { readEnv } from '../runtime/env.ts';
import { WebPagesEnv } from './env.ts';
import { servePage } from './serve-page.ts';

const env = readEnv(WebPagesEnv);
// The stack lays the built pages beside the function's code.
const files = pageFiles(join(import.meta.dirname, 'web'));

export const handler = apiPage({
  name: 'web-pages',
  serve: (request) => servePage(request, files, env.PAGES),
});
