/** One path of an API, such as `/v1/alerts/{key}`, with what answers there. */
export interface Resource<Method> {
  readonly path: string;
  /** By HTTP method; `ANY` takes what has none of its own. */
  readonly methods: ReadonlyMap<string, Method>;
}

/** A resource that a path leads to, with its decoded path parameters. */
export interface Match<Method> {
  readonly resource: Resource<Method>;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The most specific resource for a path: fixed segments before `{parameters}` before `{greedy+}` ones.
 * A trailing slash does not count.
 */
export function matchPath<Method>(
  resources: readonly Resource<Method>[],
  path: string,
): Match<Method> | undefined {
  const segments = split(path).map(decoded);
  return resources
    .map((resource) => ({ resource, parameters: parametersOf(split(resource.path), segments) }))
    .filter((match): match is Match<Method> => match.parameters !== undefined)
    .sort((left, right) => rank(left.resource.path).localeCompare(rank(right.resource.path)))[0];
}

/** The path with the names of its parameters left out, so that equal routes compare equal. */
export const pathShape = (path: string): string => path.replace(/\{[^}+]+(\+?)\}/g, '{$1}');

const split = (path: string): readonly string[] => path.replace(/\/$/, '').split('/').slice(1);

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function parametersOf(
  template: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(part) ?? [];
    const segment = segments[index];
    if (segment === undefined || segment === '') return undefined;
    if (name === undefined && part !== segment) return undefined;
    if (name !== undefined) parameters[name] = greedy === '' ? segment : segments.slice(index).join('/');
    if (greedy === '+') return parameters;
  }
  return template.length === segments.length ? parameters : undefined;
}

// Digits sort as wanted: 0 fixed, 1 parameter, 2 greedy.
const rank = (path: string): string =>
  split(path)
    .map((part) => (part.endsWith('+}') ? '2' : part.startsWith('{') ? '1' : '0'))
    .join('');
