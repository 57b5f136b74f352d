import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { Suppression } from './nag-suppressions.ts';

/**
 * Holds everything in the app to the rules of AWS Solutions and of serverless applications when it is synthesized.
 * A finding that no suppression covers ends the synthesis. To be called once the stacks are there.
 */
export function addTemplateRules(app: App, suppressions: readonly Suppression[]): void {
  Validations.of(app).addPlugins(...rulePacks());
  for (const suppression of suppressions) suppress(app, suppression);
}

/** The packs of rules. */
export const rulePacks = () => [new AwsSolutionsChecks(), new ServerlessChecks()];

/** Acknowledges a rule on the constructs that a suppression names. @throws when there are none */
export function suppress(app: App, { rule, findings, where, reason }: Suppression): void {
  const constructs = app.node.findAll().filter(({ node }) => where.test(node.path));
  if (constructs.length === 0) throw new Error(`${rule} is suppressed at ${where}, where nothing is`);
  for (const construct of constructs)
    for (const id of findings?.map((finding) => `${rule}[${finding}]`) ?? [rule])
      Validations.of(construct).acknowledge({ id, reason });
}
