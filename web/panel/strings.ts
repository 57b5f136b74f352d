/** Every word of the panel. */
export const STRINGS = {
  heading: 'Incoming call',
  loading: 'Loading what is known of the customer',
} as const;
