import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { allowKey } from '../grants.ts';

const DUE = 'due';
const TALLY = 'tally';

export interface LedgerTableProps {
  /** A sparse index of items with an appointment, for recovery. */
  readonly dueIndex: boolean;
  /** An index of what was taken in, by when, with how it ended. @default nothing is counted */
  readonly tallyIndex?: boolean;
  /** @default a key of AWS's in this account */
  readonly encryptionKey?: Key | undefined;
}

/** A retained on-demand table of items by `pk`, with TTL `expiresAt` and point-in-time recovery. */
export class LedgerTable extends Construct {
  readonly table: Table;

  constructor(
    scope: Construct,
    id: string,
    { dueIndex, tallyIndex = false, encryptionKey }: LedgerTableProps,
  ) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...(encryptionKey
        ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }
        : { encryption: TableEncryption.AWS_MANAGED }),
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    if (dueIndex) {
      this.table.addGlobalSecondaryIndex({
        indexName: DUE,
        partitionKey: { name: 'shard', type: AttributeType.STRING },
        sortKey: { name: 'nextAt', type: AttributeType.NUMBER },
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    if (tallyIndex) {
      this.table.addGlobalSecondaryIndex({
        indexName: TALLY,
        partitionKey: { name: 'tally', type: AttributeType.STRING },
        sortKey: { name: 'tallyAt', type: AttributeType.NUMBER },
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: ['end'],
      });
    }
  }

  /** Allows the given actions on items whose key begins with one of the prefixes, e.g. `ALERT#`, and on no other. */
  allow(grantee: IGrantable, actions: readonly ItemAction[], prefixes: readonly string[]): void {
    this.grant(grantee, actions, prefixes, this.table.tableArn);
  }

  /** Allows asking for the items whose appointment has come, in partitions that begin with one of the prefixes. */
  allowDueQuery(grantee: IGrantable, prefixes: readonly string[]): void {
    this.grant(grantee, ['Query'], prefixes, `${this.table.tableArn}/index/${DUE}`);
  }

  /** Allows counting what was taken in. */
  allowTallyQuery(grantee: IGrantable): void {
    this.grant(grantee, ['Query'], ['alerts#'], `${this.table.tableArn}/index/${TALLY}`);
  }

  private grant(
    grantee: IGrantable,
    actions: readonly string[],
    prefixes: readonly string[],
    arn: string,
  ): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [arn],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) },
        },
      }),
    );
    // DynamoDB asks the key in the caller's name. (KMS developer guide, "How Amazon DynamoDB uses AWS KMS")
    allowKey(grantee, 'dynamodb', TABLE_KEY_ACTIONS, this.table.encryptionKey);
  }
}

const TABLE_KEY_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'] as const;

/** What a function may do with single items. */
export type ItemAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem';
