import type { Operation } from './openapi-document.ts';

/** The operation a request is for, and the decoded values of its path template. */
export interface Route {
  readonly operation: Operation;
  readonly pathValues: Readonly<Record<string, string>>;
}

/** The operation a method and path (without query) belong to; a literal segment wins over a variable one. */
export function findRoute(operations: readonly Operation[], method: string, path: string): Route | undefined {
  const routes = operations
    .filter((operation) => operation.method === method)
    .flatMap((operation) => {
      const pathValues = valuesOf(operation.path, path);
      return pathValues === undefined ? [] : [{ operation, pathValues }];
    });
  return routes.toSorted((a, b) => variables(a) - variables(b))[0];
}

function variables(route: Route): number {
  return Object.keys(route.pathValues).length;
}

function valuesOf(template: string, path: string): Record<string, string> | undefined {
  const names = template.split('/');
  const parts = path.split('/');
  if (names.length !== parts.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? '';
    const variable = /^\{(.+)\}$/.exec(name)?.[1];
    const value = decoded(part);
    if (variable === undefined ? part !== name : value === undefined || value === '') return undefined;
    if (variable !== undefined && value !== undefined) values[variable] = value;
  }
  return values;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
