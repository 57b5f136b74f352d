import { rmSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
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

function synthesizeWith(stage: Stage, outdir: string, context: Readonly<Record<string, unknown>>): void {
  rmSync(outdir, { recursive: true, force: true });
  const app = new App({ outdir, context: { ...cdkContext().flags, ...context } });
  buildApp(app, stage);
  app.synth();
}
