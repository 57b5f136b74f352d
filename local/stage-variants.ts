import { cdkContext } from './cdk-context.ts';
import { type Override, withOverrides } from './stage-settings.ts';

/** A block of settings that templates are judged with. */
export interface StageVariant {
  readonly stage: string;
  /** `as-it-is`, or what the block asks for besides. */
  readonly variant: string;
  readonly settings: Record<string, unknown>;
}

/** Settings that change which resources there are: all that a stage can ask for, and what excludes some of it. */
const VARIANTS: Readonly<Record<string, readonly Override[]>> = {
  everything: [
    { path: 'security', value: { customerKey: true, webAcl: { requestsPerFiveMinutes: 2000 } } },
    { path: 'iot', value: { batching: true } },
    { path: 'doors.iotAlerts.auth', value: 'iam' },
  ],
  'iot-sqs': [{ path: 'iot', value: { delivery: 'sqs' } }],
};

/** The stage whose variants are judged: it is deployed as others are. */
const VARIED = 'dev';

/** Every stage of `cdk.json`, and one of them with each choice that it does not make. */
export function stageVariants(): readonly StageVariant[] {
  const { stages } = cdkContext();
  const asTheyAre = Object.entries(stages).map(([stage, settings]) => ({
    stage,
    variant: 'as-it-is',
    settings,
  }));
  const varied = Object.entries(VARIANTS).map(([variant, overrides]) => ({
    stage: VARIED,
    variant,
    settings: withOverrides(stages[VARIED] ?? {}, overrides),
  }));
  return [...asTheyAre, ...varied];
}
