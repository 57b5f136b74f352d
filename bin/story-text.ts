import * as z from 'zod';
import type { AlertStory } from '../functions/story/alert-story.ts';

type Step = AlertStory['transitions'][number];

/** One step of a story as a line. */
export function stepLine({ at, state, reason }: Step): string {
  return `  ${at.slice(11, 23)}  ${state.padEnd(12)}  ${reason}`;
}

/** How the story ends, or where it stands. */
export function endingLine(story: AlertStory): string {
  if (story.outcome === null) {
    const waits = typeof story.waitingFor === 'string' ? `, waiting for ${story.waitingFor}` : '';
    return `in flight (${story.state})${waits}`;
  }
  const reason = story.outcome === 'placed' ? '' : `: ${story.reason ?? 'no reason given'}`;
  return `${story.outcome}${reason}${story.final ? '' : ' (not final)'}`;
}

function ringText({ ring, mustRingBy }: AlertStory): string | undefined {
  if (typeof ring !== 'string') return undefined;
  return ring === 'waiting' && typeof mustRingBy === 'string' ? `${ring}, until ${mustRingBy}` : ring;
}

/** Who stopped dialing and why, where that is what the alert waits for. */
function stopText({ dialingStopped }: AlertStory): string | undefined {
  const stop = z.safeParse(z.looseObject({ by: z.string(), reason: z.string() }), dialingStopped);
  return stop.success ? `stopped by ${stop.data.by}: ${stop.data.reason}` : undefined;
}

/** A whole story for a person. */
export function storyText(story: AlertStory): string {
  const details: [string, unknown][] = [
    ['customer', story.customerId],
    ['sensor', story.sensorId],
    ['phone', story.phone],
    ['conversation', story.conversationId],
    ['ring', ringText(story)],
    ['dialing is', stopText(story)],
    ['task', story.taskId],
    ['telemetry', story.telemetryRef],
    ['duplicates', story.duplicates],
    ['suppressed', story.suppressed || undefined],
  ];
  return [
    `${story.idempotencyKey}: ${endingLine(story)}`,
    ...story.transitions.map(stepLine),
    ...details
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => `  ${name} ${value}`),
  ].join('\n');
}
