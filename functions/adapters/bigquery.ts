import type { BigQuerySettings } from '../messages/warehouse-settings.ts';
import type { Warehouse } from '../ports/warehouse.ts';
import { bigQueryQueries } from './bigquery-queries.ts';
import { requestId } from './request-id.ts';
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
  version: 'INT64',
  row_no: 'INT64',
  completed_at: 'TIMESTAMP',
  provisional: 'BOOL',
};

/** What our tokens allow: queries, and the data they touch (Google, "OAuth 2.0 scopes", BigQuery). */
export const BIGQUERY_SCOPE = 'https://www.googleapis.com/auth/bigquery';

/**
 * Reports as rows of a BigQuery table. The checksum is computed by BigQuery over the rows as they lie there.
 * `docs/warehouses.md` holds the table.
 */
export function bigQueryWarehouse(settings: BigQuerySettings, around: WarehouseSurroundings): Warehouse {
  const { projectId, dataset, table } = settings;
  const run = bigQueryQueries(settings, around);
  const dialect: SqlDialect = {
    table: `\`${projectId}.${dataset}.${table}\``,
    source: 'UNNEST(JSON_QUERY_ARRAY(@rows)) AS r',
    field(column) {
      const text = `JSON_VALUE(r, '$.${column}')`;
      const type = TYPES[column];
      return type === undefined ? text : `CAST(${text} AS ${type})`;
    },
    checksum: "TO_HEX(SHA256(IFNULL(STRING_AGG(line, '\\n' ORDER BY row_no), '')))",
    parameters: { reportId: '@report_id', version: '@version' },
  };

  return {
    async deliver(delivery) {
      const { reportId, version } = delivery.report;
      await run({
        text: mergeStatement(dialect),
        parameters: [{ name: 'rows', type: 'STRING', value: rowsJson(delivery) }],
        requestId: requestId(delivery, around.clock.now()),
      });
      // Without a request id: a repeated look must look again.
      const [read] = await run({
        text: readBackStatement(dialect),
        parameters: [
          { name: 'report_id', type: 'STRING', value: reportId },
          { name: 'version', type: 'INT64', value: String(version) },
        ],
      });
      return sqlReceipt('bigquery', read, { table: `${projectId}.${dataset}.${table}`, delivery });
    },
  };
}
