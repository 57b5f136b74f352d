/** A message attribute as SQS's JSON protocol has it. */
interface FormAttribute {
  readonly DataType?: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** What a form asks of SQS, in its JSON protocol; or why SQS would refuse it. */
export type FormMessage =
  | { readonly kind: 'send'; readonly content: Readonly<Record<string, unknown>> }
  | { readonly kind: 'invalid'; readonly code: string; readonly message: string };

/** SQS's limit. Source: Amazon SQS Developer Guide, "Message quotas". */
const MAX_ATTRIBUTES = 10;

const invalid = (code: string, message: string): FormMessage => ({ kind: 'invalid', code, message });

/** Translates `Action=SendMessage&MessageBody=...` (SQS's Query protocol) to the JSON protocol. */
export function formMessage(form: string, queueUrl: string): FormMessage {
  const fields = new URLSearchParams(form);
  const action = fields.get('Action');
  if (action !== 'SendMessage')
    return invalid('InvalidAction', `The action ${action} is not valid for this endpoint.`);
  const attributes = messageAttributes(fields);
  const names = Object.keys(attributes);
  if (names.length > MAX_ATTRIBUTES)
    return invalid(
      'InvalidParameterValue',
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  const empty = names.find((name) => !attributes[name]?.StringValue && !attributes[name]?.BinaryValue);
  if (empty !== undefined)
    return invalid(
      'InvalidParameterValue',
      `Message (user) attribute '${empty}' must contain a non-empty value of type '${attributes[empty]?.DataType}'.`,
    );
  const delay = fields.get('DelaySeconds');
  return {
    kind: 'send',
    content: {
      QueueUrl: queueUrl,
      MessageBody: fields.get('MessageBody') ?? '',
      ...(names.length === 0 ? {} : { MessageAttributes: attributes }),
      ...(delay === null ? {} : { DelaySeconds: Number(delay) }),
    },
  };
}

function messageAttributes(fields: URLSearchParams): Readonly<Record<string, FormAttribute>> {
  const numbered = new Map<string, Record<string, string>>();
  for (const [field, value] of fields) {
    const [, index, part] = /^MessageAttribute\.(\d+)\.(?:Value\.)?(\w+)$/.exec(field) ?? [];
    if (index !== undefined && part !== undefined)
      numbered.set(index, { ...numbered.get(index), [part]: value });
  }
  return Object.fromEntries([...numbered.values()].map(({ Name = '', ...value }) => [Name, value]));
}
