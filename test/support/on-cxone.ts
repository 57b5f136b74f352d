import type { Override } from '../../local/stage-settings.ts';

const TELEPHONY = {
  platform: 'cxone',
  loginBaseUrl: 'https://na1.nice-incontact.com',
  secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:trunkline/dev/telephony-AbCdEf',
  callerId: '+12025550100',
  numberFormat: 'e164',
  trigger: { kind: 'callback', callData: 'not-sent' },
  queueIds: { 'field-service': '4001', 'enterprise-service': '4002', 'tier-review': '4003' },
  campaigns: { 'sensor-calls': { campaignId: '4101', contactListId: '5101' } },
};

/** What the stage `dev` says when it is on NICE CXone, which has no partner event bus. */
export const ON_CXONE: readonly Override[] = [
  { path: 'telephony', value: TELEPHONY },
  { path: 'panel.tenantId', value: '11eb0c4a-3d2f-4a51-9c7e-0242ac110002' },
  ...[
    'segmentation.conversations.eventSource',
    'context.previewEvents',
    'previews.requeue',
    'ticketing.eventBusName',
    'reports.eventBusName',
  ].map((path) => ({ path, value: undefined })),
];
