import { rmSync } from 'node:fs';
import { App, CfnResource } from 'aws-cdk-lib';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { buildApp } from '../lib/build-app.ts';
import type { Stage } from '../lib/stage.ts';
import { cdkContext } from './cdk-context.ts';

/** Tells an app to leave the code of functions unbundled: for who reads templates and runs nothing. */
export const WITHOUT_CODE: Readonly<Record<string, unknown>> = { [BUNDLING_STACKS]: [] };

/** Synthesizes the app for a stage into a directory, which is emptied first: what runs locally is what is deployed. */
export function synthesize(stage: Stage, outdir: string): void {
  synthesizeWith(stage, outdir, {});
}

/** Synthesizes the templates of a stage alone, in a third of the time: its functions cannot run. */
export function synthesizeTemplates(stage: Stage, outdir: string): void {
  synthesizeWith(stage, outdir, WITHOUT_CODE);
}

/** What becomes of a resource in a template for who cannot make all of it. */
export type Concession = 'whole' | 'left-out' | 'without-tags';

/** Synthesizes the app with concessions to who cannot make some resources. */
export function synthesizeConceding(
  stage: Stage,
  outdir: string,
  concede: (resource: CfnResource) => Concession,
): void {
  synthesizeWith(stage, outdir, {}, (app) => {
    for (const resource of app.node.findAll().filter((found) => CfnResource.isCfnResource(found))) {
      const concession = concede(resource);
      if (concession === 'left-out') resource.node.scope?.node.tryRemoveChild(resource.node.id);
      if (concession === 'without-tags') resource.addPropertyDeletionOverride('Tags');
    }
  });
}

function synthesizeWith(
  stage: Stage,
  outdir: string,
  context: Readonly<Record<string, unknown>>,
  change: (app: App) => void = () => undefined,
): void {
  rmSync(outdir, { recursive: true, force: true });
  const app = new App({ outdir, context: { ...cdkContext().flags, ...context } });
  buildApp(app, stage);
  change(app);
  app.synth();
}
