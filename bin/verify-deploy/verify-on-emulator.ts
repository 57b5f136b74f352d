import { S3Client } from '@aws-sdk/client-s3';
import type { Override } from '../../local/stage-settings.ts';
import { startVendors } from '../../local/vendors.ts';
import { cdkOn } from './cdk.ts';
import { type Deployment, deployApp, lastLines } from './deploy-app.ts';
import { DOORS_KEY, emulatedStage, READS_KEY } from './emulated-stage.ts';
import { ACCOUNT, REGION, startEmulator } from './emulator.ts';
import type { Deployed, Probe } from './look.ts';
import { PROBES } from './probes.ts';
import { pinnedVersion } from './python-tools.ts';
import { gapOf } from './refusals.ts';
import { signedFor } from './signed.ts';
import { clientOf, tearDown } from './teardown.ts';

const PREFIX = 'trunkline-local';

type Say = (line: string) => void;

interface Verification {
  readonly directory: string;
  readonly overrides: readonly Override[];
  readonly say: Say;
}

/**
 * Bootstraps, deploys, probes and destroys on an emulator. `bin`: where the emulator is; `directory`: for its logs;
 * `overrides`: settings of the local stage to replace.
 * Whether all was as it must be, known gaps of the emulator apart.
 * @throws {Error} the emulator does not start, or a CDK command fails
 */
export async function verifyOnEmulator(
  bin: string,
  { directory, overrides, say }: Verification,
): Promise<boolean> {
  const emulator = await startEmulator(bin, directory);
  try {
    const vendors = await startVendors({ overrides });
    try {
      say(`ministack ${pinnedVersion('ministack')}, account ${ACCOUNT}, ${REGION}`);
      const cdk = cdkOn(emulator.environment, directory);
      const bootstrap = await cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`);
      if (!bootstrap.ok) throw new Error(`cdk bootstrap failed:\n${lastLines(bootstrap.output)}`);
      const stage = await emulatedStage(emulator, vendors, overrides);
      const since = Date.now();
      const deployment = await deployApp(stage, cdk, directory);
      say(`deployed ${deployment.resources} resources in ${seconds(since)} s`);
      tellRefusals(deployment, say);
      const s3 = new S3Client({ ...clientOf(emulator), forcePathStyle: true });
      const target = targetOf(emulator.url, deployment);
      const reportsBucket = output(deployment, 'state', 'ReportsBucketName');
      const publish = (topic: string, message: object) => publishOn(emulator.url, topic, message);
      const deployed = { stage, target, vendors, s3, reportsBucket, publish, emulatorSays: emulator.says };
      const probed = await probe(deployed, say);
      const { retained, left } = await tearDown(emulator, cdk, PREFIX);
      say(`destroyed; retained on purpose: ${retained.join(', ') || 'nothing'}`);
      say(`after its data were deleted, left: ${left.join(', ') || 'nothing'}`);
      return probed && left.length === 0;
    } finally {
      await vendors.stop();
    }
  } finally {
    await emulator.stop();
  }
}

function tellRefusals({ refusals }: Deployment, say: Say): void {
  for (const refusal of refusals) {
    say(`  gap     ${refusal.what}: "${refusal.error}"`);
    say(`          not shown: ${gapOf(refusal)?.notShown}`);
  }
}

/** Whether every probe saw what it must, or the emulator is known not to show it. */
async function probe(deployed: Deployed, say: Say): Promise<boolean> {
  const seen: Promise<boolean>[] = [];
  for (const one of PROBES) {
    const seeing = passes(one, deployed, say);
    seen.push(seeing);
    if (!one.isPatient) await seeing;
  }
  return (await Promise.all(seen)).every(Boolean);
}

async function passes(one: Probe, deployed: Deployed, say: Say): Promise<boolean> {
  const error = await failureOf(one, deployed, say);
  if (error === undefined) return true;
  const { name, knownGap } = one;
  say(`  ${knownGap === undefined ? 'FAILED ' : 'gap    '} ${name}: ${error}`);
  if (knownGap !== undefined) say(`          not shown: ${knownGap}`);
  return knownGap !== undefined;
}

async function failureOf({ name, run }: Probe, deployed: Deployed, say: Say): Promise<string | undefined> {
  try {
    say(`  ok      ${name}: ${await run(deployed)}`);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  }
}

/** The emulator serves an API of the host `<id>.execute-api...` under its own. */
function targetOf(url: string, deployment: Deployment): Deployed['target'] {
  const at = (api: string): string => {
    const { hostname, pathname } = new URL(output(deployment, 'pipeline', `${api}ApiUrl`));
    return `${url}/_aws/execute-api/${hostname.split('.')[0]}${pathname}`;
  };
  return { doorsUrl: at('Doors'), readsUrl: at('Reads'), doorsKey: DOORS_KEY, readsKey: READS_KEY };
}

function output({ outputs }: Deployment, stack: string, name: string): string {
  const named = Object.entries(outputs[`${PREFIX}-${stack}`] ?? {});
  const [, value] = named.find(([key]) => key.startsWith(name)) ?? [];
  if (value === undefined) throw new Error(`the deployment says no ${name}`);
  return value;
}

async function publishOn(url: string, topic: string, message: object): Promise<void> {
  const answer = await fetch(`${url}/topics/${encodeURIComponent(topic)}?qos=1`, {
    method: 'POST',
    headers: { authorization: signedFor('iotdata') },
    body: JSON.stringify(message),
  });
  if (!answer.ok) throw new Error(`publishing on ${topic} -> ${answer.status}`);
}

const seconds = (since: number): string => ((Date.now() - since) / 1000).toFixed(1);
