import type { Emulator } from './emulator.ts';
import { signedFor } from './signed.ts';

/** How the resources of one kind are listed. */
interface Listing {
  readonly kind: string;
  readonly service: string;
  readonly path?: string;
  /** `X-Amz-Target` of a JSON service. */
  readonly target?: string;
  /** A form of the Query protocol. */
  readonly form?: string;
}

/** Kinds that both stacks and the bootstrap stack make. */
const LISTINGS: readonly Listing[] = [
  { kind: 'table', service: 'dynamodb', target: 'DynamoDB_20120810.ListTables' },
  { kind: 'bucket', service: 's3', path: '/' },
  { kind: 'queue', service: 'sqs', target: 'AmazonSQS.ListQueues' },
  { kind: 'topic', service: 'sns', form: 'Action=ListTopics&Version=2010-03-31' },
  { kind: 'function', service: 'lambda', path: '/2015-03-31/functions' },
  { kind: 'mapping', service: 'lambda', path: '/2015-03-31/event-source-mappings' },
  { kind: 'log group', service: 'logs', target: 'Logs_20140328.DescribeLogGroups' },
  { kind: 'api', service: 'apigateway', path: '/restapis' },
  { kind: 'rule', service: 'events', target: 'AWSEvents.ListRules' },
  { kind: 'bus', service: 'events', target: 'AWSEvents.ListEventBuses' },
  { kind: 'topic rule', service: 'iot', path: '/rules' },
  { kind: 'role', service: 'iam', form: 'Action=ListRoles&Version=2010-05-08' },
  { kind: 'alarm', service: 'monitoring', form: 'Action=DescribeAlarms&Version=2010-08-01' },
  { kind: 'key', service: 'kms', target: 'TrentService.ListAliases' },
];

/** What names of ours begin with that are not made of the stack's: the gateway's own words, and the partner's bus. */
const UNPREFIXED = ['API-Gateway-Execution-Logs_', 'aws\\.partner/genesys\\.com/'];

/** Names of a stage's resources that still exist, as `table trunkline-...`; sorted. */
export async function leftOf(emulator: Emulator, prefix: string): Promise<readonly string[]> {
  const found = await Promise.all(
    LISTINGS.map(async (listing) => {
      const text = await ask(emulator, listing);
      const names =
        text.match(new RegExp(`(?:${[prefix, ...UNPREFIXED].join('|')})[A-Za-z0-9_./-]*`, 'g')) ?? [];
      return [...new Set(names)].map((name) => `${listing.kind} ${name}`);
    }),
  );
  return found.flat().toSorted();
}

async function ask({ url }: Emulator, { service, path = '/', target, form }: Listing): Promise<string> {
  const answer = await fetch(`${url}${path}`, {
    headers: {
      authorization: signedFor(service),
      ...(target !== undefined && { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target }),
      ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(target !== undefined && { method: 'POST', body: '{}' }),
    ...(form !== undefined && { method: 'POST', body: form }),
  });
  if (!answer.ok) throw new Error(`${service} cannot be listed: ${answer.status}`);
  return answer.text();
}
