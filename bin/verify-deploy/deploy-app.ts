import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CfnResource } from 'aws-cdk-lib';
import * as z from 'zod';
import type { Stage } from '../../lib/stage.ts';
import { synthesizeConceding } from '../../local/synthesize.ts';
import type { Cdk } from './cdk.ts';
import { gapOf, type KnownGap, type Refusal, refusalsIn } from './refusals.ts';

/** What was deployed, and what was not. */
export interface Deployment {
  /** What the emulator refused, each a known gap; it was left out of the template. */
  readonly refusals: readonly Refusal[];
  /** Resources in the templates that were deployed. */
  readonly resources: number;
  /** By stack name, then by name. */
  readonly outputs: z.infer<typeof Outputs>;
}

const Outputs = z.record(z.string(), z.record(z.string(), z.string()));
const Template = z.object({ Resources: z.record(z.string(), z.unknown()) });

/** Deployments after which an emulator that goes on refusing is given up. */
const MOST_ROUNDS = 8;

/**
 * Deploys both stacks of a stage. What the emulator is known to refuse is left out and the rest deployed again, until
 * all else is there. `directory`: for the synthesized app.
 * @throws {Error} it fails for any other reason
 */
export async function deployApp(stage: Stage, cdk: Cdk, directory: string): Promise<Deployment> {
  const app = join(directory, 'cdk.out');
  const outputs = join(directory, 'cdk-outputs.json');
  const refusals: Refusal[] = [];
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    const gaps = new Set(refusals.flatMap((refusal) => gapOf(refusal) ?? []));
    const conceded = (resource: CfnResource) => [...gaps].find(({ alike }) => alike(resource))?.concession;
    synthesizeConceding(stage, app, (resource) => conceded(resource) ?? 'whole');
    const { ok, output } = await cdk(...deployment(app, outputs));
    if (ok) {
      return {
        refusals,
        resources: countResources(app),
        outputs: Outputs.parse(JSON.parse(readFileSync(outputs, 'utf8'))),
      };
    }
    const more = refusalsIn(output);
    if (more.length === 0 || !more.every((refusal) => isNew(gapOf(refusal), gaps)))
      throw new Error(`cdk deploy failed:\n${lastLines(output)}`);
    refusals.push(...more);
  }
  throw new Error(`after ${MOST_ROUNDS} deployments the emulator still refuses something`);
}

/** A gap that was conceded and is there again is another. */
const isNew = (gap: KnownGap | undefined, gaps: ReadonlySet<KnownGap>): boolean =>
  gap !== undefined && !gaps.has(gap);

const deployment = (app: string, outputs: string): readonly string[] => [
  'deploy',
  '--all',
  '--app',
  app,
  '--require-approval',
  'never',
  '--progress',
  'events',
  '--outputs-file',
  outputs,
];

function countResources(app: string): number {
  const count = (stack: string): number => {
    const template = Template.parse(JSON.parse(readFileSync(join(app, `${stack}.template.json`), 'utf8')));
    return Object.keys(template.Resources).length;
  };
  return count('State') + count('Pipeline');
}

export const lastLines = (output: string): string => output.trimEnd().split('\n').slice(-15).join('\n');
