import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import type { AdmissionPorts } from '../../functions/admission/admit-alert.ts';
import { AlertRequest, admitRequest } from '../../functions/admission/admit-request.ts';
import { surgeTally } from '../../functions/admission/surge-tally.ts';
import { type CompliancePorts, judgePermission } from '../../functions/compliance/judge-permission.ts';
import { type MirrorPorts, mirrorSuppression } from '../../functions/control/mirror-suppression.ts';
import { contactBatches } from '../../functions/dialing/contact-batches.ts';
import { dialAlert } from '../../functions/dialing/dial-alert.ts';
import type { DialingPorts } from '../../functions/dialing/dialing-ports.ts';
import { knownCampaigns } from '../../functions/dialing/known-campaigns.ts';
import { type EnrichmentPorts, enrichAlert } from '../../functions/enrichment/enrich-alert.ts';
import { FollowUpMessage, followUp } from '../../functions/follow-up/follow-up.ts';
import type { FollowUpPorts } from '../../functions/follow-up/open-follow-up.ts';
import { ComplianceRequest, DialRequest, EnrichmentRequest } from '../../functions/messages/alert-facts.ts';
import { ControlRequest } from '../../functions/messages/control-request.ts';
import type { ContactLists } from '../../functions/ports/contact-lists.ts';
import type { Telephony } from '../../functions/ports/telephony.ts';
import type { Outcome } from '../../functions/runtime/observability.ts';
import { quarantine } from '../../functions/runtime/quarantine.ts';
import { type BatchEdge, type Delivery, sqsBatch, type Worker } from '../../functions/runtime/sqs-worker.ts';
import type { WorkerName } from './fake-outbox.ts';
import type { WorldRules } from './world-rules.ts';

/** Every port of every worker on an alert's way. */
export type AlertPorts = AdmissionPorts &
  EnrichmentPorts &
  CompliancePorts &
  DialingPorts &
  FollowUpPorts &
  MirrorPorts & { readonly telephony: Telephony; readonly contactLists: ContactLists };

/** What a worker's batch needs from outside besides its ports. */
export interface Surroundings extends BatchEdge {
  hide(record: SQSRecord, seconds: number): Promise<void>;
  /** Hears of every message that was worked on or quarantined to its end: all others must be told as failed. */
  done(edgeId: string): void;
}

/** A worker as its `handler.ts` wires it. */
export interface WorkerWiring {
  /** Parses one message and works on it. */
  one(body: unknown, delivery: Delivery): Promise<Outcome | readonly Outcome[]>;
  /** The real edge: a batch, worked on as a Lambda function does. */
  batch(surroundings: Surroundings): ReturnType<typeof sqsBatch>;
}

/** The workers of an alert's way: what each takes, which use case it runs, and how many at once. */
export function workerWiring(
  ports: AlertPorts,
  rules: WorldRules,
): Readonly<Record<WorkerName, WorkerWiring>> {
  const campaigns = knownCampaigns(ports.contactLists, ports.clock);
  const batches = contactBatches({ ...ports, campaigns });
  const tally = surgeTally(ports.surges, ports.clock, rules);
  const quarantineElement = (text: string, edgeId: string, reason: string) =>
    quarantine(text, { edgeId }, reason, ports);

  function wired<S extends z.core.$ZodType>(
    name: string,
    message: S,
    concurrency: number,
    work: Worker<S>['work'],
  ): WorkerWiring {
    return {
      one: (body, delivery) => work(z.parse(message, body), delivery),
      batch({ hide, done, ...edge }) {
        const worker: Worker<S> = {
          name,
          message,
          async work(given, delivery) {
            const ended = await work(given, delivery);
            done(delivery.edgeId);
            return ended;
          },
          async quarantine(text, delivery, reason) {
            await quarantine(text, delivery, reason, ports);
            done(delivery.edgeId);
          },
          hide,
          concurrency,
        };
        return sqsBatch(worker, edge);
      },
    };
  }

  return {
    admission: wired('admission', AlertRequest, 10, (request, delivery) =>
      admitRequest(request, delivery, { ...ports, tally, quarantineElement }, rules),
    ),
    enrichment: wired('enrichment', EnrichmentRequest, 10, (request) => enrichAlert(request, ports, rules)),
    compliance: wired('compliance', ComplianceRequest, 10, (request) =>
      judgePermission(request, ports, rules),
    ),
    dialing: wired('dialing', DialRequest, 50, (request, delivery) =>
      dialAlert(request, () => delivery.remainingMs(), { ...ports, batches }, rules),
    ),
    followUp: wired('follow-up', FollowUpMessage, 5, (request) => followUp(request, ports, rules)),
    control: wired('control', ControlRequest, 2, ({ reference }) => mirrorSuppression(reference, ports)),
  };
}
