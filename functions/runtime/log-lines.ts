import { LogFormatter, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { isErrorName, isFrame, isSystemCode } from './failure-fields.ts';
import { tellableId, tellableText } from './redaction.ts';

/** The word an outcome, a lane or a function goes by; anything else is not told. */
export const tellableWord = (text: string): string =>
  /^[a-z][a-z0-9_-]{0,39}$/.test(text) ? tellableText(text) : 'unnamed';

const text = (tell: (text: string) => string) => (value: unknown) =>
  typeof value === 'string' ? tell(value) : undefined;
const count = (value: unknown) => (typeof value === 'number' && value >= 0 ? value : undefined);
const list = (isTellable: (text: string) => boolean) => (value: unknown) =>
  Array.isArray(value) ? value.filter((entry) => typeof entry === 'string' && isTellable(entry)) : undefined;

/** Every field a log line may have besides the logger's own, each with the only shape it may have. */
const FIELDS: Readonly<Record<string, (value: unknown) => LogAttributes[string]>> = {
  outcome: text(tellableWord),
  lane: text(tellableWord),
  reason: text(tellableText),
  key: text(tellableId),
  edgeId: text(tellableId),
  receiveCount: count,
  durationMs: count,
  error: text((name) => (isErrorName(name) ? name : 'Error')),
  frames: list(isFrame),
  causes: list((cause) => isErrorName(cause) || isSystemCode(cause)),
};

/**
 * The last thing a line passes before it is printed. It copies what is named here and nothing else, so that neither
 * a careless call, nor an error, nor a setting that logs whole events can print what a payload says.
 */
export class AllowedFieldsOnly extends LogFormatter {
  override formatAttributes(own: UnformattedAttributes, additional: LogAttributes): LogItem {
    const { lambdaContext } = own;
    return new LogItem({
      attributes: {
        level: own.logLevel,
        message: tellableWord(String(own.message)),
        timestamp: this.formatTimestamp(own.timestamp),
        service: own.serviceName,
        cold_start: lambdaContext?.coldStart,
        function_name: lambdaContext?.functionName,
        function_request_id: lambdaContext?.awsRequestId,
        xray_trace_id: own.xRayTraceId,
        ...Object.fromEntries(Object.entries(FIELDS).map(([name, shape]) => [name, shape(additional[name])])),
      },
    });
  }
}
