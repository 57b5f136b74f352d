import * as z from 'zod/mini';

/** A name as SQL takes it in quotes. */
const SqlName = z
  .string()
  .check(
    z.regex(
      /^[A-Za-z_][A-Za-z0-9_$]{0,254}$/,
      'must be letters, digits, _ and $, not beginning with a digit',
    ),
  );

/** A table of a Snowflake account, written by a user with a key pair. Names are case-sensitive. */
export const SnowflakeSettings = z.strictObject({
  kind: z.literal('snowflake'),
  /** `https://<account>.snowflakecomputing.com` */
  baseUrl: z.url(),
  /** The account's identifier, e.g. `MYORG-MYACCOUNT`. */
  account: z.string().check(z.regex(/^[A-Za-z0-9_.-]{1,255}$/, 'must be an account identifier')),
  user: SqlName,
  /** Secret `{"privateKey","passphrase"}`. */
  secretArn: z.string().check(z.minLength(1)),
  warehouse: SqlName,
  /** @default the user's own */
  role: z.optional(SqlName),
  database: SqlName,
  schema: SqlName,
  table: SqlName,
});
export type SnowflakeSettings = z.infer<typeof SnowflakeSettings>;

/** A table of a BigQuery dataset, written by a service account. */
export const BigQuerySettings = z.strictObject({
  kind: z.literal('bigquery'),
  /** @default Google's */
  baseUrl: z._default(z.url(), 'https://bigquery.googleapis.com'),
  /** Where tokens come from. @default Google's */
  loginBaseUrl: z._default(z.url(), 'https://oauth2.googleapis.com'),
  /** Secret: the service account's key file. */
  secretArn: z.string().check(z.minLength(1)),
  projectId: z
    .string()
    .check(
      z.regex(
        /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
        'must be a project id: 6 to 30 small letters, digits and hyphens',
      ),
    ),
  /** Where the dataset lies, e.g. `europe-west3`. @default BigQuery finds it, for the US and EU alone */
  location: z.optional(z.string().check(z.regex(/^[A-Za-z0-9-]{2,40}$/, 'must be a location of BigQuery'))),
  dataset: SqlName,
  table: SqlName,
});
export type BigQuerySettings = z.infer<typeof BigQuerySettings>;

/** A folder on an SFTP server. */
export const SftpSettings = z.strictObject({
  kind: z.literal('sftp'),
  /** A name or address, without a scheme. */
  host: z.string().check(z.regex(/^[A-Za-z0-9.:-]{1,253}$/, 'must be a host name or address')),
  port: z._default(z.int().check(z.minimum(1), z.maximum(65_535)), 22),
  username: z.string().check(z.minLength(1), z.maxLength(64)),
  /** Absolute; must be there. */
  directory: z.string().check(z.regex(/^\/[^\0]{0,255}$/, 'must be an absolute path')),
  /** Fingerprints of the keys the server may show, as `ssh-keygen -l` prints them: one, or two while it changes. */
  hostKeys: z
    .array(z.string().check(z.regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must be SHA256: and 43 characters')))
    .check(z.minLength(1), z.maxLength(4)),
  /** Secret `{"privateKey","passphrase"}` or `{"password"}`. */
  secretArn: z.string().check(z.minLength(1)),
});
export type SftpSettings = z.infer<typeof SftpSettings>;

/** Warehouses that are spoken to by HTTP. */
export const HttpWarehouseSettings = z.discriminatedUnion('kind', [SnowflakeSettings, BigQuerySettings]);
export type HttpWarehouseSettings = z.infer<typeof HttpWarehouseSettings>;

export const WarehouseSettings = z.discriminatedUnion('kind', [
  SnowflakeSettings,
  BigQuerySettings,
  SftpSettings,
]);
export type WarehouseSettings = z.infer<typeof WarehouseSettings>;

/** A warehouse's name stays: it stands in the ledger. */
const WarehouseName = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be small letters, digits and hyphens'));

/** Where reports go besides S3. */
export const WarehousesByName = z.record(WarehouseName, WarehouseSettings);
export type WarehousesByName = z.infer<typeof WarehousesByName>;

/** Those that analytics delivers to itself. */
export const HttpWarehousesByName = z.record(WarehouseName, HttpWarehouseSettings);
export type HttpWarehousesByName = z.infer<typeof HttpWarehousesByName>;

/** Those that the courier delivers to. */
export const SftpByName = z.record(WarehouseName, SftpSettings);
export type SftpByName = z.infer<typeof SftpByName>;
