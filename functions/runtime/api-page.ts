import { apiFunction, problem } from './api-function.ts';

/** A page or a file of it, as the path names them. */
export interface PageAsked {
  readonly page: string;
  readonly file?: string;
}

/** Pages that browsers load, below `web/` of an API. */
export interface Pages {
  readonly name: string;
  /** `undefined` is a 404. */
  serve(
    asked: PageAsked,
  ): { readonly headers: Readonly<Record<string, string>>; readonly body: string } | undefined;
}

/** The edge of pages: `web/{page}` and `web/{page}/{file}`, or a problem body (RFC 9457) with 404 or 500. */
export const apiPage = (what: Pages) =>
  apiFunction({
    name: what.name,
    async answer({ resource, pathParameters }) {
      const file = pathParameters?.file;
      const page = resource.split('/')[2] ?? '';
      const served = what.serve({ page, ...(file != null && { file }) });
      return served ? { statusCode: 200, ...served } : problem(404, 'no such page');
    },
  });
