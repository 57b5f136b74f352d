import type { z } from 'zod';
import type { AssemblyStack } from './cloud-assembly.ts';
import { evaluate } from './intrinsics.ts';
import { attributeOf, refOf } from './physical-names.ts';
import { typeStanding } from './resource-types.ts';
import { physicalName, stackScope } from './stack-scope.ts';

/** One resource of the assembly with its evaluated, checked properties. `name` is its physical name. */
export interface BlueprintResource<Properties> {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly constructPath: string;
  readonly name: string;
  readonly ref: string;
  readonly arn: string | undefined;
  readonly properties: Properties;
}

/** Everything the assembly asks for, evaluated. */
export interface Blueprint {
  /**
   * The resources of one type, in template order.
   * @throws an error naming stack, logical id and type for a property or value that is not interpreted.
   */
  ofType<Properties>(type: string, schema: z.ZodType<Properties>): readonly BlueprintResource<Properties>[];
}

/**
 * Reads every stack as part of one system.
 * @param awsUrl where the engines listen.
 * @throws an error naming stack, logical id and type for a resource type that is not interpreted.
 */
export function readBlueprint(stacks: readonly AssemblyStack[], awsUrl: string): Blueprint {
  const everything = stacks.flatMap((stack) => {
    const scope = stackScope(stacks, stack, awsUrl);
    return Object.entries(stack.template.Resources)
      .filter(([, { Condition }]) => Condition === undefined || scope.condition(Condition) === true)
      .map(([logicalId, { Type, Properties }]) => {
        if (typeStanding(Type) === 'unknown')
          throw new Error(`${stack.name}/${logicalId}: ${Type} is not supported locally`);
        return { stack, scope, logicalId, type: Type, raw: Properties };
      });
  });
  return {
    ofType: (type, schema) =>
      everything
        .filter((resource) => resource.type === type)
        .map(({ stack, scope, logicalId, raw }) => {
          const label = `${stack.name}/${logicalId} (${type})`;
          const name = physicalName(stack, logicalId, scope);
          return {
            stackName: stack.name,
            logicalId,
            type,
            constructPath: stack.constructPaths.get(logicalId) ?? `${stack.name}/${logicalId}`,
            name,
            ref: refOf({ type, logicalId, name }, awsUrl),
            arn: attributeOf({ type, logicalId, name }, 'Arn', awsUrl),
            properties: checked(label, () => evaluate(raw, scope), schema),
          };
        }),
  };
}

function checked<Properties>(label: string, read: () => unknown, schema: z.ZodType<Properties>): Properties {
  let value: unknown;
  try {
    value = read();
  } catch (error) {
    throw new Error(`${label}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `property ${[...issue.path, issue.keys.join(', ')].join('.')} is not supported locally`
      : `property ${issue.path.join('.')}: ${issue.message}`,
  );
  throw new Error(`${label}: ${problems.join('; ')}`);
}
