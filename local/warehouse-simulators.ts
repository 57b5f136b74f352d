import { generateKeyPairSync } from 'node:crypto';
import { REPORT_COLUMNS } from '../functions/adapters/warehouse-sql.ts';
import type { HttpWarehouseSettings, WarehousesByName } from '../functions/messages/warehouse-settings.ts';
import { type BigQuerySimulator, startBigQuerySimulator } from './simulators/bigquery.ts';
import { type SnowflakeSimulator, startSnowflakeSimulator } from './simulators/snowflake.ts';
import type { Override } from './stage-settings.ts';

/** Warehouses that stand for those a stage names. */
export interface LocalWarehouses {
  /** Simulators by the warehouse's name. */
  readonly byName: Readonly<Record<string, SnowflakeSimulator | BigQuerySimulator>>;
  /** Settings that lead to them. */
  readonly overrides: readonly Override[];
  /** Secret ARN to secret string: keys made for this run. */
  readonly secrets: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const CLIENT_EMAIL = 'trunkline@local.example';
const US = 'US';

/**
 * Starts a simulator for each that is spoken to by HTTP. An SFTP server is the reader's own; it must let us in by the
 * password `local`.
 */
export async function startWarehouses(warehouses: WarehousesByName): Promise<LocalWarehouses> {
  const started = await Promise.all(
    Object.entries(warehouses)
      .flatMap(([name, settings]) => (settings.kind === 'sftp' ? [] : [[name, settings] as const]))
      .map(async ([name, settings]) => ({
        name,
        ...(await startOne(name, settings)),
      })),
  );
  return {
    byName: Object.fromEntries(started.map(({ name, simulator }) => [name, simulator])),
    overrides: started.flatMap(({ overrides }) => overrides),
    secrets: Object.fromEntries([...passwords(warehouses), ...started.map(({ secret }) => secret)]),
    async stop() {
      await Promise.all(started.map(({ simulator }) => simulator.stop()));
    },
  };
}

const passwords = (warehouses: WarehousesByName): (readonly [string, string])[] =>
  Object.values(warehouses).flatMap(({ kind, secretArn }) =>
    kind === 'sftp' ? [[secretArn, JSON.stringify({ password: 'local' })]] : [],
  );

async function startOne(name: string, settings: HttpWarehouseSettings) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const path = `reports.warehouses.${name}`;
  const columns = REPORT_COLUMNS;
  if (settings.kind === 'snowflake') {
    const { account, user, database, schema, table, secretArn } = settings;
    const tableName = `"${database}"."${schema}"."${table}"`;
    const simulator = await startSnowflakeSimulator({ account, user, publicKey, tableName, columns });
    return {
      simulator,
      overrides: [{ path: `${path}.baseUrl`, value: simulator.url }],
      secret: [secretArn, JSON.stringify({ privateKey })] as const,
    };
  }
  const { projectId, dataset, table, location = US, secretArn } = settings;
  const tableName = `\`${projectId}.${dataset}.${table}\``;
  const place = { projectId, location, tableName, columns };
  const simulator = await startBigQuerySimulator({ ...place, publicKey, clientEmail: CLIENT_EMAIL });
  return {
    simulator,
    overrides: [
      { path: `${path}.baseUrl`, value: simulator.url },
      { path: `${path}.loginBaseUrl`, value: simulator.url },
    ],
    secret: [secretArn, JSON.stringify({ client_email: CLIENT_EMAIL, private_key: privateKey })] as const,
  };
}
