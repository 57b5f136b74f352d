import { rmSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { buildApp } from '../lib/build-app.ts';
import type { Stage } from '../lib/stage.ts';
import { cdkContext } from './cdk-context.ts';

/** Synthesizes the app for a stage into a directory, which is emptied first: what runs locally is what is deployed. */
export function synthesize(stage: Stage, outdir: string): void {
  rmSync(outdir, { recursive: true, force: true });
  const app = new App({ outdir, context: { ...cdkContext().flags } });
  buildApp(app, stage);
  app.synth();
}
