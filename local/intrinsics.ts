import { isObject } from './json.ts';

/** Answers what a template cannot say by itself. Every method throws an error naming what is unknown. */
export interface IntrinsicScope {
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): string;
  importValue(exportName: string): unknown;
  stackOutput(stackName: string, outputName: string): unknown;
  condition(name: string): unknown;
  mapping(map: string, top: string, second: string): unknown;
}

/** What `AWS::NoValue` stands for: the property or element is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Evaluate = (argument: unknown, scope: IntrinsicScope) => unknown;

const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  Ref: (argument, scope) => scope.ref(text(argument, 'Ref')),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, ...attribute] =
      typeof argument === 'string' ? argument.split('.') : list(argument, 'Fn::GetAtt');
    return scope.getAtt(
      text(logicalId, 'Fn::GetAtt'),
      attribute.map((part) => evaluate(part, scope)).join('.'),
    );
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, parts] = list(argument, 'Fn::Join');
    const values = list(evaluate(parts, scope), 'Fn::Join');
    return values.map((part) => text(part, 'Fn::Join')).join(text(delimiter, 'Fn::Join'));
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::Select': (argument, scope) => {
    const [index, values] = list(evaluate(argument, scope), 'Fn::Select');
    const chosen = list(values, 'Fn::Select')[Number(index)];
    if (chosen === undefined) throw new Error(`Fn::Select has no element ${String(index)}`);
    return chosen;
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, source] = list(evaluate(argument, scope), 'Fn::Split');
    return text(source, 'Fn::Split').split(text(delimiter, 'Fn::Split'));
  },
  'Fn::If': (argument, scope) => {
    const [condition, then, otherwise] = list(argument, 'Fn::If');
    return evaluate(truth(scope.condition(text(condition, 'Fn::If'))) ? then : otherwise, scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, top, second] = list(evaluate(argument, scope), 'Fn::FindInMap');
    return scope.mapping(
      text(map, 'Fn::FindInMap'),
      text(top, 'Fn::FindInMap'),
      text(second, 'Fn::FindInMap'),
    );
  },
  'Fn::ImportValue': (argument, scope) =>
    scope.importValue(text(evaluate(argument, scope), 'Fn::ImportValue')),
  'Fn::GetStackOutput': (argument, scope) => {
    const names = evaluate(argument, scope);
    if (!isObject(names)) throw new Error('Fn::GetStackOutput needs StackName and OutputName');
    return scope.stackOutput(text(names.StackName, 'StackName'), text(names.OutputName, 'OutputName'));
  },
  Condition: (argument, scope) => scope.condition(text(argument, 'Condition')),
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(evaluate(argument, scope), 'Fn::Equals');
    return String(left) === String(right);
  },
  'Fn::And': (argument, scope) => list(evaluate(argument, scope), 'Fn::And').every(truth),
  'Fn::Or': (argument, scope) => list(evaluate(argument, scope), 'Fn::Or').some(truth),
  'Fn::Not': (argument, scope) => !truth(list(evaluate(argument, scope), 'Fn::Not')[0]),
};

/**
 * The value with every intrinsic function replaced by what it stands for.
 * @throws on an intrinsic that is not interpreted, a dynamic reference, or an unknown name.
 */
export function evaluate(value: unknown, scope: IntrinsicScope): unknown {
  if (typeof value === 'string' && value.includes('{{resolve:'))
    throw new Error(`dynamic reference ${value} is not supported locally`);
  if (Array.isArray(value))
    return value.map((element) => evaluate(element, scope)).filter((element) => element !== NO_VALUE);
  if (!isObject(value)) return value;
  const [only, ...others] = Object.entries(value);
  if (only !== undefined && others.length === 0 && isIntrinsic(only)) {
    const compute = FUNCTIONS[only[0]];
    if (compute === undefined) throw new Error(`intrinsic ${only[0]} is not supported locally`);
    return compute(only[1], scope);
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, element]) => [key, evaluate(element, scope)] as const)
      .filter(([, element]) => element !== NO_VALUE),
  );
}

// A policy statement also has a member called Condition, but there it holds an object.
const isIntrinsic = ([key, argument]: readonly [string, unknown]): boolean =>
  key === 'Ref' || key.startsWith('Fn::') || (key === 'Condition' && typeof argument === 'string');

function substitute(argument: unknown, scope: IntrinsicScope): string {
  const [template, variables] = typeof argument === 'string' ? [argument, {}] : list(argument, 'Fn::Sub');
  const own = isObject(variables) ? variables : {};
  return text(template, 'Fn::Sub').replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    if (name in own) return text(evaluate(own[name], scope), 'Fn::Sub');
    const [logicalId = '', ...attribute] = name.split('.');
    const value = attribute.length === 0 ? scope.ref(name) : scope.getAtt(logicalId, attribute.join('.'));
    return text(value, 'Fn::Sub');
  });
}

const truth = (value: unknown): boolean => value === true || value === 'true';

function text(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where} needs text, not ${JSON.stringify(value) ?? 'nothing'}`);
}

function list(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${where} needs a list, not ${JSON.stringify(value) ?? 'nothing'}`);
}
