import type { AssemblyStack } from './cloud-assembly.ts';
import { evaluate, type IntrinsicScope, NO_VALUE } from './intrinsics.ts';
import { isObject } from './json.ts';
import {
  ACCOUNT,
  attributeOf,
  generatedName,
  nameProperty,
  PARTITION,
  REGION,
  refOf,
} from './physical-names.ts';

/** The name a resource runs under: the one its template gives, or a stable generated one. */
export function physicalName(stack: AssemblyStack, logicalId: string, scope: IntrinsicScope): string {
  const resource = stack.template.Resources[logicalId];
  const type = resource?.Type ?? '';
  const given = evaluate(resource?.Properties[nameProperty(type)], scope);
  return typeof given === 'string' ? given : generatedName(type, stack.name, logicalId);
}

/** Answers references from within one stack. `awsUrl` is where the engines listen. */
export function stackScope(
  stacks: readonly AssemblyStack[],
  stack: AssemblyStack,
  awsUrl: string,
): IntrinsicScope {
  const { Resources, Parameters, Conditions, Mappings } = stack.template;
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::Region': REGION,
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': PARTITION,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:${PARTITION}:cloudformation:${REGION}:${ACCOUNT}:stack/${stack.name}/local`,
    'AWS::NoValue': NO_VALUE,
  };
  const named = (logicalId: string) => {
    const type = Resources[logicalId]?.Type;
    if (type === undefined)
      throw new Error(`${stack.name} has no resource, parameter or value named ${logicalId}`);
    return { type, logicalId, name: physicalName(stack, logicalId, scope) };
  };
  const scope: IntrinsicScope = {
    ref: (name) => {
      if (name in pseudo) return pseudo[name];
      if (!(name in Parameters)) return refOf(named(name), awsUrl);
      const value = Parameters[name]?.Default;
      if (value === undefined) throw new Error(`parameter ${name} has no default`);
      return value;
    },
    getAtt: (logicalId, attribute) => {
      const resource = named(logicalId);
      const value = attributeOf(resource, attribute, awsUrl);
      if (value === undefined)
        throw new Error(`attribute ${attribute} of ${logicalId} (${resource.type}) is not supported locally`);
      return value;
    },
    condition: (name) => {
      if (!(name in Conditions)) throw new Error(`${stack.name} has no condition ${name}`);
      return evaluate(Conditions[name], scope);
    },
    mapping: (map, top, second) => {
      const first = Mappings[map];
      const inner = isObject(first) ? first[top] : undefined;
      if (!isObject(inner) || !(second in inner)) throw new Error(`no mapping ${map}.${top}.${second}`);
      return inner[second];
    },
    importValue: (exportName) => exported(stacks, exportName, awsUrl),
    stackOutput: (stackName, outputName) => {
      const owner = stacks.find(({ name }) => name === stackName);
      const output = owner?.template.Outputs[outputName];
      if (owner === undefined || output === undefined)
        throw new Error(`no output ${stackName}.${outputName}`);
      return evaluate(output.Value, stackScope(stacks, owner, awsUrl));
    },
  };
  return scope;
}

function exported(stacks: readonly AssemblyStack[], exportName: string, awsUrl: string): unknown {
  for (const stack of stacks) {
    const scope = stackScope(stacks, stack, awsUrl);
    for (const output of Object.values(stack.template.Outputs))
      if (output.Export !== undefined && evaluate(output.Export.Name, scope) === exportName)
        return evaluate(output.Value, scope);
  }
  throw new Error(`no stack exports ${exportName}`);
}
