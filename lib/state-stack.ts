import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  ObjectLockRetention,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { recordAccess } from './constructs/access-record.ts';
import { customerKey } from './constructs/customer-key.ts';
import { LedgerTable } from './constructs/ledger-table.ts';
import type { Stage } from './stage.ts';

const BUCKET_DEFAULTS = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: RemovalPolicy.RETAIN,
} as const satisfies BucketProps;

/** Longer than any report is corrected or delivered. */
const REPORT_DOCUMENT_DAYS = 90;

/** What must survive every deployment: the ledger, the contacts, the archive and who read it. All retained. */
export class StateStack extends Stack {
  readonly ledger: LedgerTable;
  readonly contacts: LedgerTable;
  readonly archive: Bucket;
  /** What the S3 warehouse holds; whoever may read reports is given this bucket and no other. */
  readonly reports: Bucket;
  /** The stage's own key; `undefined` when AWS's keys encrypt. */
  readonly key: Key | undefined;

  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, props);
    this.key = stage.security.customerKey ? customerKey(this, 'Key', `Trunkline (${stage.name})`) : undefined;
    const encryptionKey = this.key;
    this.ledger = new LedgerTable(this, 'Ledger', { dueIndex: true, tallyIndex: true, encryptionKey });
    this.contacts = new LedgerTable(this, 'Contacts', { dueIndex: true, encryptionKey });
    this.archive = new Bucket(this, 'Archive', {
      ...BUCKET_DEFAULTS,
      ...bucketEncryption(encryptionKey),
      lifecycleRules: [
        { id: 'telemetry', prefix: 'telemetry/', expiration: Duration.days(stage.retention.telemetryDays) },
        {
          id: 'mass-events',
          prefix: 'mass-events/',
          expiration: Duration.days(stage.retention.telemetryDays),
        },
        {
          id: 'report-documents',
          prefix: 'report-documents/',
          expiration: Duration.days(REPORT_DOCUMENT_DAYS),
        },
        { id: 'quarantine', prefix: 'quarantine/', expiration: Duration.days(stage.retention.telemetryDays) },
      ],
    });
    const { objectLockDays } = stage.reports;
    this.reports = new Bucket(this, 'Reports', {
      ...BUCKET_DEFAULTS,
      ...bucketEncryption(encryptionKey),
      ...(objectLockDays !== undefined && {
        objectLockDefaultRetention: ObjectLockRetention.governance(Duration.days(objectLockDays)),
      }),
    });
    const accessLog = new Bucket(this, 'ArchiveAccessLog', {
      ...BUCKET_DEFAULTS,
      // S3 writes access logs under its own key alone. (S3 guide, "Enabling Amazon S3 server access logging")
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ id: 'access', expiration: Duration.days(stage.retention.logDays) }],
    });
    recordAccess(this.archive, accessLog);
    recordAccess(this.reports, accessLog);
    new CfnOutput(this, 'LedgerTableName', { value: this.ledger.table.tableName });
    new CfnOutput(this, 'ContactsTableName', { value: this.contacts.table.tableName });
    new CfnOutput(this, 'ArchiveBucketName', { value: this.archive.bucketName });
    new CfnOutput(this, 'ReportsBucketName', { value: this.reports.bucketName });
  }
}

/** One data key a bucket and not one an object, where the key is the stage's own. */
const bucketEncryption = (encryptionKey: Key | undefined): BucketProps =>
  encryptionKey
    ? { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
    : { encryption: BucketEncryption.S3_MANAGED };
