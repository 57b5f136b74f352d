/** The command that gives a setting of a stage a value. `value` is JSON, or says in brackets what to put there. */
export const setCommand = (stage: string, path: string, value: string): string =>
  inPlace(`${jqPath(stage, path)} = ${value}`);

/** The command that takes a setting out of a stage. */
export const dropCommand = (stage: string, path: string): string => inPlace(`del(${jqPath(stage, path)})`);

const inPlace = (filter: string): string =>
  `jq '${filter}' cdk.json > cdk.json.new && mv cdk.json.new cdk.json`;

const jqPath = (stage: string, path: string): string =>
  `.context.stages${[stage, ...path.split('.').filter(Boolean)].map(step).join('')}`;

/** Steps of digits are places in a list. */
const step = (name: string): string => (/^\d+$/.test(name) ? `[${name}]` : `["${name}"]`);
