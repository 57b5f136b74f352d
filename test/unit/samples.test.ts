import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import draft04 from 'ajv-draft-04';
import * as z from 'zod/mini';
import { AlertRequest } from '../../functions/admission/admit-request.ts';
import * as messages from '../../functions/messages/alert-facts.ts';
import { CampaignEvent } from '../../functions/messages/campaign-event.ts';
import { AdvanceRequest } from '../../functions/messages/campaign-record.ts';
import { CarryRequest, CarryResult } from '../../functions/messages/carry-request.ts';
import { ContactChange } from '../../functions/messages/contact-change.ts';
import { RefreshRequest } from '../../functions/messages/context.ts';
import { ControlRequest } from '../../functions/messages/control-request.ts';
import { ConversationEvent } from '../../functions/messages/from-genesys.ts';
import { CampaignChange } from '../../functions/messages/from-genesys-campaign.ts';
import { EndedNotice, SettleRequest } from '../../functions/messages/held-conversation.ts';
import { InteractionCompleted } from '../../functions/messages/interaction-completed.ts';
import { IotConfirmation } from '../../functions/messages/iot-confirmation.ts';
import { MeasurementBatch } from '../../functions/messages/measurement.ts';
import { PanelDisposition, PanelSessionRequest } from '../../functions/messages/panel.ts';
import { PreviewContacts } from '../../functions/messages/preview-contacts.ts';
import { PreviewEvent } from '../../functions/messages/preview-event.ts';
import { PreviewLook, PreviewSweep } from '../../functions/messages/preview-look.ts';
import { ReportNoticeRequest } from '../../functions/messages/report-notice-request.ts';
import { SensorAlert } from '../../functions/messages/sensor-alert.ts';
import { Suppression } from '../../functions/messages/suppression.ts';
import { TelephonyEvent } from '../../functions/messages/telephony-event.ts';
import { TicketChange } from '../../functions/messages/ticket-change.ts';
import { UpdateDueRequest } from '../../functions/messages/update-due.ts';
import { alertModel, messageModel } from '../../lib/message-model.ts';

const EVENTS = join(import.meta.dirname, '../../events');

/** What judges the samples of each message; an array of alerts is judged whole and element by element. */
const SCHEMAS: Readonly<Record<string, z.core.$ZodType>> = {
  'sensor-alert': SensorAlert,
  'sensor-alerts': z.pipe(AlertRequest, z.array(SensorAlert)),
  'enrichment-request': messages.EnrichmentRequest,
  'compliance-request': messages.ComplianceRequest,
  'dial-request': messages.DialRequest,
  'follow-up-request': messages.FollowUpRequest,
  'mass-event-request': messages.MassEventRequest,
  'check-sensor-request': messages.CheckSensorRequest,
  'control-request': ControlRequest,
  'iot-confirmation': IotConfirmation,
  suppression: Suppression,
  'telephony-event': TelephonyEvent,
  'ticket-change': TicketChange,
  'measurement-batch': MeasurementBatch,
  'interaction-completed': InteractionCompleted,
  'update-due-request': UpdateDueRequest,
  'conversation-event': ConversationEvent,
  'settle-request': SettleRequest,
  'ended-notice': EndedNotice,
  'refresh-request': RefreshRequest,
  'campaign-event': CampaignEvent,
  'campaign-change': CampaignChange,
  'advance-request': AdvanceRequest,
  'report-notice-request': ReportNoticeRequest,
  'carry-request': CarryRequest,
  'carry-result': CarryResult,
  'contact-change': ContactChange,
  'preview-event': PreviewEvent,
  'preview-contacts': PreviewContacts,
  'preview-look': PreviewLook,
  'preview-sweep': PreviewSweep,
  'panel-session-request': PanelSessionRequest,
  'panel-disposition': PanelDisposition,
};

/** The fields each rejected sample is refused for; an unknown field is refused at the object that holds it. */
const REJECTED: Readonly<Record<string, { readonly of: string; readonly fields: readonly string[] }>> = {
  'sensor-alert-without-key': { of: 'sensor-alert', fields: ['idempotencyKey'] },
  'sensor-alert-customer-by-phone': { of: 'sensor-alert', fields: ['customerId'] },
  'sensor-alert-timestamp-without-offset': { of: 'sensor-alert', fields: ['timestamp'] },
  'sensor-alert-reading-as-text': { of: 'sensor-alert', fields: ['telemetryData.currentValue'] },
  'sensor-alerts-empty': { of: 'sensor-alerts', fields: ['the whole'] },
  'sensor-alerts-eleven': { of: 'sensor-alerts', fields: ['the whole'] },
  'enrichment-request-with-phone-number': { of: 'enrichment-request', fields: ['the whole'] },
  'enrichment-request-severity-urgent': { of: 'enrichment-request', fields: ['alert.severity'] },
  'compliance-request-without-route': { of: 'compliance-request', fields: ['route'] },
  'compliance-request-reading-in-local-time': { of: 'compliance-request', fields: ['customer.fetchedAt'] },
  'dial-request-without-decision': { of: 'dial-request', fields: ['decision'] },
  'dial-request-fractional-priority': { of: 'dial-request', fields: ['route.priority'] },
  'telephony-event-of-another-type': { of: 'telephony-event', fields: ['eventType'] },
  'telephony-event-without-metrics': { of: 'telephony-event', fields: ['metrics'] },
  'ticket-change-escalated': { of: 'ticket-change', fields: ['change'] },
  'measurement-batch-negative-wait': { of: 'measurement-batch', fields: ['measurements.0.value'] },
  'follow-up-request-without-key': { of: 'follow-up-request', fields: ['key'] },
  'panel-session-request-short-reference': { of: 'panel-session-request', fields: ['reference'] },
  'panel-session-request-without-token': { of: 'panel-session-request', fields: ['platformToken'] },
  'panel-disposition-in-words': { of: 'panel-disposition', fields: ['disposition'] },
  'interaction-completed-without-tags': { of: 'interaction-completed', fields: ['tags'] },
  'interaction-completed-customer-by-phone': { of: 'interaction-completed', fields: ['customerId'] },
  'interaction-completed-sentiment-in-words': { of: 'interaction-completed', fields: ['sentimentScore'] },
  'interaction-completed-start-without-offset': { of: 'interaction-completed', fields: ['startTime'] },
  'conversation-event-without-conversation': {
    of: 'conversation-event',
    fields: ['detail.eventBody.conversationId'],
  },
  'conversation-event-of-another-topic': { of: 'conversation-event', fields: ['detail.topicName'] },
  'settle-request-with-customer': { of: 'settle-request', fields: ['the whole'] },
  'ended-notice-with-number': { of: 'ended-notice', fields: ['the whole'] },
  'contact-change-without-change-time': { of: 'contact-change', fields: ['changedAt'] },
  'contact-change-without-do-not-disturb': { of: 'contact-change', fields: ['doNotDisturb'] },
  'preview-event-without-contact': { of: 'preview-event', fields: ['detail.eventBody.outboundContactId'] },
  'preview-event-of-a-dialer': { of: 'preview-event', fields: ['detail.topicName'] },
  'refresh-request-by-phone': { of: 'refresh-request', fields: ['refresh'] },
  'refresh-request-with-name': { of: 'refresh-request', fields: ['the whole'] },
  'update-due-request-without-customer': { of: 'update-due-request', fields: ['updateDue'] },
  'update-due-request-with-tags': { of: 'update-due-request', fields: ['the whole'] },
  'follow-up-request-with-reason': { of: 'follow-up-request', fields: ['the whole'] },
  'mass-event-request-without-since': { of: 'mass-event-request', fields: ['since'] },
  'check-sensor-request-with-time': { of: 'check-sensor-request', fields: ['day'] },
  'control-request-with-phone-number': { of: 'control-request', fields: ['reference'] },
  'iot-confirmation-without-token': { of: 'iot-confirmation', fields: ['confirmationToken'] },
  'campaign-event-without-campaign': { of: 'campaign-event', fields: ['data.campaignId'] },
  'campaign-event-timestamp-without-offset': { of: 'campaign-event', fields: ['timestamp'] },
  'campaign-change-of-another-topic': { of: 'campaign-change', fields: ['detail.topicName'] },
  'campaign-change-without-status': { of: 'campaign-change', fields: ['detail.eventBody.campaignStatus'] },
  'advance-request-hops-below-zero': { of: 'advance-request', fields: ['hops'] },
  'carry-request-with-name': { of: 'carry-request', fields: ['carry'] },
  'carry-result-reason-in-prose': { of: 'carry-result', fields: ['tried.why'] },
  'report-notice-request-with-user': { of: 'report-notice-request', fields: ['the whole'] },
  'preview-contacts-of-no-campaign': { of: 'preview-contacts', fields: ['campaignId'] },
  'preview-contacts-expiring-without-offset': { of: 'preview-contacts', fields: ['expirationTime'] },
  'preview-look-with-phone-number': { of: 'preview-look', fields: ['the whole'] },
  'preview-sweep-of-alerts': { of: 'preview-sweep', fields: ['sweep'] },
  'suppression-national-number': { of: 'suppression', fields: ['phoneNumber'] },
  'suppression-of-nobody': { of: 'suppression', fields: ['phoneNumber'] },
  'suppression-scope-misspelt': { of: 'suppression', fields: ['scope', 'time'] },
};

const samples = (folder: string): string[] =>
  readdirSync(join(EVENTS, folder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'));

const read = (name: string): unknown => JSON.parse(readFileSync(join(EVENTS, `${name}.json`), 'utf8'));

/** Paths a schema refuses a value for, each once. */
function refusedFields(message: string, value: unknown): string[] {
  const issues = z.safeParse(SCHEMAS[message]!, value).error?.issues ?? [];
  return [...new Set(issues.map(({ path }) => path.join('.') || 'the whole'))];
}

describe('the samples', () => {
  it.each(samples('.'))('%s is a message its schema takes', (name) => {
    expect(SCHEMAS).toHaveProperty([name]);
    expect(refusedFields(name, read(name))).toEqual([]);
  });

  it.each(samples('rejected'))('%s is refused for what its name says', (name) => {
    const { of, fields } = REJECTED[name]!;

    expect(name.startsWith(of)).toBe(true);
    expect(refusedFields(of, read(`rejected/${name}`))).toEqual(fields);
  });

  it('are there for every message, valid and rejected', () => {
    const ofWorkers = Object.keys(messages)
      .filter((name) => name.endsWith('Request'))
      .map((name) => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase());

    expect(samples('.').sort()).toEqual(Object.keys(SCHEMAS).sort());
    expect(samples('rejected').sort()).toEqual(Object.keys(REJECTED).sort());
    expect(new Set(Object.values(REJECTED).map(({ of }) => of))).toEqual(new Set(Object.keys(SCHEMAS)));
    expect(ofWorkers.length).toBeGreaterThan(0);
    expect(Object.keys(SCHEMAS)).toEqual(expect.arrayContaining(ofWorkers));
  });

  it.each(['sensor-alert', 'sensor-alerts'])('%s passes the model of its door', (name) => {
    const accepts = new draft04.default({ strict: false, validateFormats: false }).compile(alertModel());

    expect(accepts(read(name))).toBe(true);
  });

  it.each([
    ['telephony-event', TelephonyEvent],
    ['ticket-change', TicketChange],
    ['campaign-event', CampaignEvent],
    ['preview-contacts', PreviewContacts],
  ])('%s passes the model of its door', (name, schema) => {
    const accepts = new draft04.default({ strict: false, validateFormats: false }).compile(
      messageModel(schema),
    );

    expect(accepts(read(name))).toBe(true);
  });

  it('interaction-completed passes the model of its door, and those without a needed field do not', () => {
    const accepts = new draft04.default({ strict: false, validateFormats: false }).compile(
      messageModel(InteractionCompleted),
    );

    expect(accepts(read('interaction-completed'))).toBe(true);
    expect(accepts(read('rejected/interaction-completed-without-tags'))).toBe(false);
  });

  it('name nobody: every phone number is from a range kept for fiction', () => {
    const texts = [...samples('.'), ...samples('rejected').map((name) => `rejected/${name}`)]
      .map((name) => JSON.stringify(read(name)))
      .join('\n');
    const numbers = texts.match(/\+\d[\d ()-]{6,}\d/g) ?? [];

    expect(numbers.length).toBeGreaterThan(0);
    for (const number of numbers) expect(number.replace(/\D/g, '')).toMatch(/^120255501\d\d$/);
  });
});
