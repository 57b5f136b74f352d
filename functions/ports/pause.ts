/** Lets some time pass, ms. */
export type Pause = (ms: number) => Promise<void>;
