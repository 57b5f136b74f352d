import type { SnowflakeSettings } from '../messages/warehouse-settings.ts';
import type { Warehouse } from '../ports/warehouse.ts';
import { requestId } from './request-id.ts';
import { snowflakeStatements } from './snowflake-statements.ts';
import type { WarehouseSurroundings } from './warehouse-http.ts';
import {
  mergeStatement,
  type ReportColumn,
  readBackStatement,
  rowsJson,
  type SqlDialect,
  sqlReceipt,
} from './warehouse-sql.ts';

/** Columns that are no text. */
const TYPES: { readonly [Column in ReportColumn]?: string } = {
  version: 'NUMBER',
  row_no: 'NUMBER',
  completed_at: 'TIMESTAMP_TZ',
  provisional: 'BOOLEAN',
};

/**
 * Reports as rows of a Snowflake table. The checksum is computed by Snowflake over the rows as they lie there.
 * `docs/warehouses.md` holds the table.
 */
export function snowflakeWarehouse(settings: SnowflakeSettings, around: WarehouseSurroundings): Warehouse {
  const { database, schema, warehouse, role, table } = settings;
  const run = snowflakeStatements({ database, schema, warehouse, role }, around);
  const dialect: SqlDialect = {
    table: `"${database}"."${schema}"."${table}"`,
    source: 'TABLE(FLATTEN(INPUT => PARSE_JSON(?))) AS r',
    field: (column) => `r.value:${column}::${TYPES[column] ?? 'TEXT'}`,
    checksum: "SHA2(LISTAGG(line, '\\n') WITHIN GROUP (ORDER BY row_no), 256)",
    parameters: { reportId: '?', version: '?' },
  };

  return {
    async deliver(delivery) {
      const { reportId, version } = delivery.report;
      await run({
        text: mergeStatement(dialect),
        bindings: [{ type: 'TEXT', value: rowsJson(delivery) }],
        requestId: requestId(delivery, around.clock.now()),
      });
      // Without a request id: a repeated look must look again.
      const [read] = await run({
        text: readBackStatement(dialect),
        bindings: [
          { type: 'TEXT', value: reportId },
          { type: 'FIXED', value: String(version) },
        ],
      });
      return sqlReceipt('snowflake', read, { table: `${database}.${schema}.${table}`, delivery });
    },
  };
}
