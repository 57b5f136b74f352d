import type { RefusalType } from './refusals.ts';

/** An HTTP answer; a header with several values is sent several times. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

/**
 * Why the gateway itself answers. `message` defaults to the type's own text; `status` counts only where the
 * template's gateway response sets none.
 */
export interface Refusal {
  readonly type: RefusalType;
  readonly message?: string;
  readonly validationError?: string;
  readonly status?: number;
}

/** How a request ends: with an answer, or refused by the gateway. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'refusal'; readonly refusal: Refusal };

/** An outcome that refuses. */
export const refuse = (type: RefusalType, details: Omit<Refusal, 'type'> = {}): Outcome => ({
  kind: 'refusal',
  refusal: { type, ...details },
});
