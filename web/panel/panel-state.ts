import type { ContactContext } from '../../functions/contact/contact-context.ts';
import type { OpenedSession } from '../../functions/panel/open-session.ts';
import type { ShownAlert } from '../../functions/panel/show-alert.ts';

/** Why there is nothing to show. */
export type Problem = 'no_reference' | 'unknown_reference' | 'not_signed_in' | 'unavailable';

/** What the page knows so far. */
export interface PanelState {
  readonly problem?: Problem;
  readonly session?: OpenedSession;
  readonly customer?: { readonly context: ContactContext; readonly at: number; readonly asking: boolean };
  readonly alert?: ShownAlert;
  /** Whether what the call is about could not be had, and is asked for again. */
  readonly alertLate?: boolean;
  readonly said?: { readonly disposition: string; readonly standing: 'sending' | 'said' | 'failed' };
}

/** What happens to the page. `at`: epoch milliseconds. */
export type PanelEvent =
  | { readonly kind: 'opened'; readonly session: OpenedSession; readonly at: number }
  | { readonly kind: 'customer'; readonly context: ContactContext; readonly at: number }
  | { readonly kind: 'alert'; readonly alert: ShownAlert }
  | { readonly kind: 'alert_late' }
  | { readonly kind: 'stopped_asking' }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'saying' | 'said' | 'not_said'; readonly disposition: string };

/** Whether the CRM itself has just said so, or nothing better can come. Pure. */
export const isSettled = ({ freshness, reason }: ContactContext): boolean =>
  freshness === 'live' || freshness === 'cached' || reason === 'unknown_customer';

/** The next state. Pure. */
export function panelState(state: PanelState, event: PanelEvent): PanelState {
  switch (event.kind) {
    case 'opened': {
      const { problem: _solved, ...rest } = state;
      const { session, at } = event;
      return { ...rest, session, customer: rest.customer ?? { context: session.customer, at, asking: true } };
    }
    case 'customer':
      return { ...state, customer: newer(state.customer?.context, event) };
    case 'stopped_asking':
      return state.customer ? { ...state, customer: { ...state.customer, asking: false } } : state;
    case 'alert':
      return { ...state, alert: event.alert, alertLate: false };
    case 'alert_late':
      return { ...state, alertLate: true };
    case 'problem':
      return { ...state, problem: event.problem };
    case 'saying':
      return { ...state, said: { disposition: event.disposition, standing: 'sending' } };
    case 'said':
      return { ...state, said: { disposition: event.disposition, standing: 'said' } };
    case 'not_said':
      return { ...state, said: { disposition: event.disposition, standing: 'failed' } };
    default:
      return event satisfies never;
  }
}

/** A CRM that falls silent takes nothing away that is shown already. */
function newer(
  shown: ContactContext | undefined,
  { context, at }: { readonly context: ContactContext; readonly at: number },
): NonNullable<PanelState['customer']> {
  const isPoorer =
    context.freshness === 'unavailable' && context.reason !== 'unknown_customer' && shown?.ageSeconds != null;
  const kept = isPoorer && shown ? { ...shown, reason: context.reason } : context;
  return { context: kept, at, asking: !isSettled(context) };
}
