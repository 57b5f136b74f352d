/**
 * What a function process is told: one invocation. `deadline` is epoch milliseconds by the machine's clock, which the
 * function's runs ahead of by `clockOffsetMs`.
 */
export interface InvokeMessage {
  readonly clockOffsetMs: number;
  readonly requestId: string;
  readonly event: unknown;
  readonly deadline: number;
  readonly functionArn: string;
}

/** How an invocation failed, in the runtime's words. */
export interface FailureMessage {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** What a function process says: that its handler is loaded, could not be, or how an invocation ended. */
export type HostMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unloadable'; readonly failure: FailureMessage }
  | { readonly kind: 'result'; readonly payload: string }
  | { readonly kind: 'failure'; readonly failure: FailureMessage };
