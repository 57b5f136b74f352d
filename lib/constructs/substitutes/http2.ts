/** Stands in bundles for `node:http2`, as undici does for itself where Node lacks it: our pools never offer HTTP/2. */
export const constants = {};

/** The AWS SDK's own HTTP/2 handler, which no client of ours uses, asks for it so. */
export default { constants };
