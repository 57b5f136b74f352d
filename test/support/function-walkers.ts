import { z } from 'zod';
import {
  eachOfType,
  folderOf,
  ofType,
  referred,
  referredId,
  unless,
  type Walker,
} from './template-walkers.ts';

const FUNCTION = 'AWS::Lambda::Function';

const FunctionProperties = z.looseObject({
  Runtime: z.string().optional(),
  Architectures: z.array(z.string()).default([]),
  LoggingConfig: z.looseObject({ LogFormat: z.string().optional(), LogGroup: z.unknown() }).optional(),
  Environment: z.looseObject({ Variables: z.record(z.string(), z.unknown()) }).optional(),
});
const LogGroup = z.looseObject({ RetentionInDays: z.number().optional() });

/** Every function runs and logs the same way, each into a group of its own that forgets. */
export const functionsAreAlike: Walker = (resources) =>
  eachOfType(resources, FUNCTION, FunctionProperties, (properties, resource) => {
    const group = referred(resources, resource, properties.LoggingConfig?.LogGroup);
    return [
      ...unless(properties.Runtime === 'nodejs24.x', `runs on ${properties.Runtime}`),
      ...unless(properties.Architectures.join() === 'arm64', 'is not for arm64'),
      ...unless(properties.LoggingConfig?.LogFormat === 'JSON', 'does not log JSON'),
      ...unless(group?.type === 'AWS::Logs::LogGroup', 'has no log group of its own'),
      ...unless(writersOf(resources, group?.id) <= 1, 'shares its log group'),
      ...unless(
        LogGroup.safeParse(group?.properties).data?.RetentionInDays !== undefined,
        'keeps its log for ever',
      ),
    ];
  });

const writersOf = (resources: Parameters<Walker>[0], groupId: string | undefined): number =>
  ofType(resources, FUNCTION).filter(
    ({ properties }) =>
      groupId !== undefined &&
      referredId(FunctionProperties.parse(properties).LoggingConfig?.LogGroup) === groupId,
  ).length;

/**
 * Every function is told what it reads and nothing else.
 * @param read the variables of every `functions/<folder>/env.ts`
 */
export const functionsGetWhatTheyRead =
  (read: Readonly<Record<string, readonly string[]>>): Walker =>
  (resources) => {
    const deployed = new Set(ofType(resources, FUNCTION).map(folderOf));
    return [
      ...eachOfType(resources, FUNCTION, FunctionProperties, ({ Environment }, resource) => {
        const folder = folderOf(resource);
        const wanted = read[folder];
        if (!wanted) return [`no functions/${folder}/env.ts says what it reads`];
        const given = Object.keys(Environment?.Variables ?? {});
        return [
          ...given.filter((name) => !wanted.includes(name)).map((name) => `is given ${name}, not read`),
          ...wanted.filter((name) => !given.includes(name)).map((name) => `reads ${name}, not given`),
        ];
      }),
      ...Object.keys(read)
        .filter((folder) => !deployed.has(folder))
        .map((folder) => `functions/${folder}: is not deployed`),
    ];
  };
