import type { WarehouseSettings, WarehousesByName } from '../functions/messages/warehouse-settings.ts';
import { hostProblem, isLoopback } from './hosts.ts';

/** Hosts of the vendors. Nothing else may get our credentials. */
const HOSTS = {
  snowflake: /\.snowflakecomputing\.(?:com|cn)$/,
  bigquery: /^bigquery\.googleapis\.com$/,
  login: /^oauth2\.googleapis\.com$/,
} as const;

/** What is wrong with the warehouses of a stage, with paths. `s3` is there without being named. */
export function warehouseProblems(warehouses: WarehousesByName, local: boolean): string[] {
  return Object.entries(warehouses).flatMap(([name, settings]) => {
    const problems =
      name === 's3' ? [': s3 is there without being named'] : settingsProblems(settings, local);
    return problems.map((problem) => `reports.warehouses.${name}${problem}`);
  });
}

function settingsProblems(settings: WarehouseSettings, local: boolean): string[] {
  switch (settings.kind) {
    case 'snowflake':
      return at('baseUrl', settings.baseUrl, HOSTS.snowflake, local);
    case 'bigquery':
      return [
        ...at('baseUrl', settings.baseUrl, HOSTS.bigquery, local),
        ...at('loginBaseUrl', settings.loginBaseUrl, HOSTS.login, local),
      ];
    case 'sftp':
      return isLoopback(settings.host) && !local ? ['.host: only the local stage may name loopback'] : [];
    default:
      return settings satisfies never;
  }
}

function at(path: string, url: string, host: RegExp, local: boolean): string[] {
  const problem = hostProblem(url, 'any', 'api', local) ?? foreign(new URL(url), host, local);
  return problem === undefined ? [] : [`.${path}: ${problem}`];
}

function foreign({ hostname, port, pathname }: URL, host: RegExp, local: boolean): string | undefined {
  if (local && isLoopback(hostname)) return undefined;
  if (!host.test(hostname)) return 'must be a host of the vendor';
  return port === '' && pathname === '/' ? undefined : 'must be a host alone, without port or path';
}
