import { z } from 'zod';

/** One resource of a synthesized template. */
export interface TemplateResource {
  /** Id of the stack, e.g. `Pipeline`. */
  readonly stack: string;
  /** Logical id. */
  readonly id: string;
  /** Construct path, e.g. `Pipeline/Dialing/Function/Resource`. */
  readonly path: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Kept when it is deleted from the template, and when it is replaced. */
  readonly isRetained: boolean;
}

/** Looks at every resource of a kind; each finding names the resource and what is wrong with it. */
export type Walker = (resources: readonly TemplateResource[]) => string[];

/** All resources of a type. */
export const ofType = (resources: readonly TemplateResource[], type: string): TemplateResource[] =>
  resources.filter((resource) => resource.type === type);

/**
 * A finding for everything the judge has against a resource of the type. Properties that are not as the schema says
 * are a finding too, and so is a template that holds no such resource: a walker that sees nothing proves nothing.
 */
export function eachOfType<Schema extends z.ZodType>(
  resources: readonly TemplateResource[],
  type: string,
  schema: Schema,
  judge: (properties: z.output<Schema>, resource: TemplateResource) => readonly string[],
): string[] {
  const seen = ofType(resources, type);
  if (seen.length === 0) return [`no ${type} to look at`];
  return seen.flatMap((resource) => {
    const parsed = schema.safeParse(resource.properties);
    const found = parsed.success
      ? judge(parsed.data, resource)
      : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    return found.map((finding) => `${resource.path}: ${finding}`);
  });
}

/** The finding when something does not hold. */
export const unless = (holds: boolean, finding: string): readonly string[] => (holds ? [] : [finding]);

const Reference = z.union([
  z.strictObject({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z
    .strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })
    .transform(({ 'Fn::GetAtt': [id] }) => id),
]);

/** The logical id a value refers to, whatever it takes of it; `undefined` when it is no reference. */
export const referredId = (value: unknown): string | undefined => Reference.safeParse(value).data;

/** The resource of its own stack a value refers to. */
export function referred(
  resources: readonly TemplateResource[],
  from: TemplateResource,
  value: unknown,
): TemplateResource | undefined {
  const id = referredId(value);
  return resources.find((resource) => resource.stack === from.stack && resource.id === id);
}

/** The folder under `functions/` of whatever lies in a function's construct: `Pipeline/FollowUp/…` is `follow-up`. */
export function folderOf({ path }: TemplateResource): string {
  const [, construct = ''] = path.split('/');
  return construct.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

/** One value or a list of them, as CloudFormation writes a list. */
export const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.array(schema), schema.transform((one) => [one])]);
