/** Where rules get the time from. `now` is the caller's own clock; two calls may give the same instant. */
export interface Clock {
  now(): Date;
}
