import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnElement, type Stack } from 'aws-cdk-lib';
import { z } from 'zod';
import { buildApp } from '../../lib/build-app.ts';
import { parseStage } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { type Override, withOverrides } from '../../local/stage-settings.ts';
import { WITHOUT_CODE } from '../../local/synthesize.ts';
import type { TemplateResource } from './template-walkers.ts';

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DeletionPolicy: z.string().optional(),
      UpdateReplacePolicy: z.string().optional(),
    }),
  ),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});

/** Both stacks of a stage as they would be deployed. */
export interface SynthesizedApp {
  readonly resources: readonly TemplateResource[];
  /** Names of the outputs of the pipeline stack. */
  readonly outputs: readonly string[];
}

/** Synthesizes a stage of `cdk.json`, with some settings replaced, and leaves no file behind. */
export function synthesizedApp(stageName: string, changes: readonly Override[] = []): SynthesizedApp {
  const { flags, stages } = cdkContext();
  const outdir = mkdtempSync(join(tmpdir(), 'trunkline-template-'));
  try {
    const app = new App({ outdir, context: { ...flags, ...WITHOUT_CODE }, analyticsReporting: false });
    const { state, pipeline } = buildApp(
      app,
      parseStage(stageName, withOverrides(stages[stageName] ?? {}, changes)),
    );
    const assembly = app.synth();
    const templateOf = (stack: Stack) => Template.parse(assembly.getStackArtifact(stack.artifactId).template);
    return {
      resources: [state, pipeline].flatMap((stack) => resourcesOf(stack, templateOf(stack))),
      outputs: Object.keys(templateOf(pipeline).Outputs),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function resourcesOf(stack: Stack, { Resources }: z.infer<typeof Template>): TemplateResource[] {
  const paths = new Map(
    stack.node
      .findAll()
      .filter((construct) => CfnElement.isCfnElement(construct))
      .map((element) => [String(stack.resolve(element.logicalId)), element.node.path]),
  );
  return Object.entries(Resources).map(([id, resource]) => ({
    stack: stack.node.id,
    id,
    path: paths.get(id) ?? id,
    type: resource.Type,
    properties: resource.Properties,
    isRetained: resource.DeletionPolicy === 'Retain' && resource.UpdateReplacePolicy === 'Retain',
  }));
}
