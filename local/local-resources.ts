import { z } from 'zod';
import type { Blueprint } from './blueprint.ts';

/** A resource of the running system. `url` is set for queues only. */
export interface LocalResource {
  readonly type: string;
  readonly stackName: string;
  readonly logicalId: string;
  /** Where the construct stands, without a trailing `/Resource`. */
  readonly constructPath: string;
  /** The physical name: queue, table, bucket, function or rule name. */
  readonly name: string;
  readonly arn: string | undefined;
  readonly url: string | undefined;
}

const QUEUE = 'AWS::SQS::Queue';
const TYPES = [
  QUEUE,
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::Lambda::Function',
  'AWS::Events::Rule',
  'AWS::Events::EventBus',
];

/** Everything in a system that has a name of its own. */
export const localResources = (blueprint: Blueprint): readonly LocalResource[] =>
  TYPES.flatMap((type) => blueprint.ofType(type, z.unknown())).map(
    ({ type, stackName, logicalId, constructPath, name, arn, ref }) => ({
      type,
      stackName,
      logicalId,
      constructPath,
      name,
      arn,
      url: type === QUEUE ? ref : undefined,
    }),
  );

/**
 * The one resource of a type whose construct path or logical id is the given text, or whose path ends with it.
 * @throws when none or several are, listing the paths there are.
 */
export function oneResource(
  resources: readonly LocalResource[],
  type: string,
  pathSuffixOrLogicalId: string,
): LocalResource {
  const ofType = resources.filter((resource) => resource.type === type);
  const found = ofType.filter(
    ({ constructPath, logicalId }) =>
      logicalId === pathSuffixOrLogicalId || `/${constructPath}`.endsWith(`/${pathSuffixOrLogicalId}`),
  );
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const paths = ofType.map(({ constructPath }) => constructPath).join(', ');
  throw new Error(
    `${found.length} resources of type ${type} end with ${pathSuffixOrLogicalId}; there are: ${paths}`,
  );
}
