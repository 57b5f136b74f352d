import { Duration, Stack } from 'aws-cdk-lib';
import {
  AuthorizationType,
  AwsIntegration,
  type IModel,
  type JsonSchema,
  LambdaIntegration,
  PassthroughBehavior,
} from 'aws-cdk-lib/aws-apigateway';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allowSend } from '../grants.ts';
import type { MessageModel } from '../message-model.ts';
import { Api, type ApiProps, authorization, problemTemplate, resourceAt } from './api.ts';
import type { DoorMetrics } from './door-alarms.ts';
import { ServiceRole } from './service-role.ts';

export interface DoorProps {
  /** Path below the API's stage, e.g. `v1/alerts`. */
  readonly path: string;
  readonly model: IModel;
  readonly queue: Queue;
  readonly auth: 'iam' | 'apiKey';
  /** The name under which the worker knows the door. @default the door tells none */
  readonly namedAs?: string;
  /** Whether the door forwards the signature of its requests; needs `namedAs`. @default it forwards none */
  readonly signed?: boolean;
}

/** A door whose caller waits for what a function says. */
export interface AnsweredDoorProps extends Pick<DoorProps, 'path' | 'model' | 'auth'> {
  readonly methods: readonly ('POST' | 'DELETE')[];
  readonly answeredBy: LambdaFunction;
}

const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = "'application/problem+json'";

/** The text as it came, with the edge's id and receive time beside it (SQS Query protocol). */
const FORWARD = [
  'Action=SendMessage',
  'MessageBody=$util.urlEncode($input.body)',
  'MessageAttribute.1.Name=edgeId',
  'MessageAttribute.1.Value.DataType=String',
  'MessageAttribute.1.Value.StringValue=$util.urlEncode($context.extendedRequestId)',
  'MessageAttribute.2.Name=receivedAt',
  'MessageAttribute.2.Value.DataType=String',
  'MessageAttribute.2.Value.StringValue=$context.requestTimeEpoch',
].join('&');

/** The name under which the worker knows the door. */
const doorName = (door: string): string =>
  `&MessageAttribute.3.Name=door&MessageAttribute.3.Value.DataType=String&MessageAttribute.3.Value.StringValue=${door}`;

/**
 * The three headers of a signed request when all are there: SQS refuses empty attributes. What is missing is for the
 * worker to judge, which verifies the signature over the text.
 */
const SIGNATURE = [
  "#set($id = $input.params('webhook-id'))",
  "#set($time = $input.params('webhook-timestamp'))",
  "#set($signature = $input.params('webhook-signature'))",
  "#if($id != '' && $time != '' && $signature != '')",
  attribute(4, 'webhookId', '$id'),
  attribute(5, 'webhookTimestamp', '$time'),
  attribute(6, 'webhookSignature', '$signature'),
  '#end',
].join('');

const METHOD_RESPONSES = ['202', '413', '503'].map((statusCode) => ({
  statusCode,
  responseParameters: {
    'method.response.header.Content-Type': true,
    ...(statusCode === '503' && { 'method.response.header.Retry-After': true }),
  },
}));

function attribute(place: number, name: string, variable: string): string {
  return (
    `&MessageAttribute.${place}.Name=${name}&MessageAttribute.${place}.Value.DataType=String` +
    `&MessageAttribute.${place}.Value.StringValue=$util.urlEncode(${variable})`
  );
}

/** Doors that put what they accept straight into a queue, no code between. */
export class IntakeApi extends Construct {
  private readonly api: Api;
  private readonly role: ServiceRole;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    this.api = new Api(this, 'Api', props);
    this.role = new ServiceRole(this, 'Role', 'apigateway.amazonaws.com');
  }

  /** What the gateway counts of its doors, a minute. */
  metrics(): DoorMetrics {
    const options = { statistic: 'Sum', period: Duration.minutes(1) };
    const { deploymentStage } = this.api.rest;
    return {
      requests: deploymentStage.metricCount(options),
      refused: deploymentStage.metricClientError(options),
      failed: deploymentStage.metricServerError(options),
    };
  }

  /** A model for the bodies of doors. */
  model(id: string, schema: MessageModel): IModel {
    return this.api.rest.addModel(id, {
      contentType: JSON_TYPE,
      modelName: id,
      schema: schema as JsonSchema,
    });
  }

  /** A door: `POST` a body of the model, get 202 once the queue has it. */
  door({ path, model, queue, auth, namedAs, signed = false }: DoorProps): void {
    allowSend(this.role, queue);
    resourceAt(this.api.rest, path).addMethod('POST', this.integration(queue, namedAs, signed), {
      ...authorization(auth),
      requestModels: { [JSON_TYPE]: model },
      requestValidator: this.api.validator,
      methodResponses: METHOD_RESPONSES,
    });
  }

  /**
   * A door that anybody may post JSON to, without a model; its worker judges everything. The stage holds it to one
   * request a second (`openMethods`). Gives what must be deployed before anybody is told of it.
   */
  openDoor({
    path,
    queue,
    namedAs,
  }: Pick<DoorProps, 'path' | 'queue'> & { readonly namedAs: string }): Construct {
    allowSend(this.role, queue);
    resourceAt(this.api.rest, path).addMethod('POST', this.integration(queue, namedAs, false), {
      authorizationType: AuthorizationType.NONE,
      apiKeyRequired: false,
      methodResponses: METHOD_RESPONSES,
    });
    return this.api.rest.deploymentStage;
  }

  /** The address of a path. */
  urlOf(path: string): string {
    return this.api.rest.urlForPath(`/${path}`);
  }

  /** The ARN of a method, for whoever may call it with a signature. */
  arnOf(method: 'POST', path: string): string {
    return this.api.rest.arnForExecuteApi(method, `/${path}`, this.api.rest.deploymentStage.stageName);
  }

  /** A door without a queue: a function answers itself. `methods`: e.g. `POST`; their bodies are of the model. */
  answered({ path, model, methods, answeredBy, auth }: AnsweredDoorProps): void {
    const integration = new LambdaIntegration(answeredBy, { allowTestInvoke: false });
    const resource = resourceAt(this.api.rest, path);
    for (const method of methods) {
      resource.addMethod(method, integration, {
        ...authorization(auth),
        requestModels: { [JSON_TYPE]: model },
        requestValidator: this.api.validator,
      });
    }
  }

  /** SQS statuses are mapped one by one; what is not a success must never look like one. */
  private integration(queue: Queue, namedAs: string | undefined, signed: boolean): AwsIntegration {
    const forward = FORWARD + (namedAs === undefined ? '' : doorName(namedAs)) + (signed ? SIGNATURE : '');
    return new AwsIntegration({
      service: 'sqs',
      path: `${Stack.of(this).account}/${queue.queueName}`,
      options: {
        credentialsRole: this.role,
        passthroughBehavior: PassthroughBehavior.NEVER,
        requestParameters: {
          'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'",
        },
        requestTemplates: { [JSON_TYPE]: forward },
        integrationResponses: [
          {
            statusCode: '202',
            selectionPattern: '2\\d{2}',
            responseParameters: { 'method.response.header.Content-Type': "'application/json'" },
            responseTemplates: {
              [JSON_TYPE]: '{"status":"accepted","requestId":"$context.extendedRequestId"}',
            },
          },
          {
            statusCode: '413',
            selectionPattern: '4(00|13)',
            responseParameters: { 'method.response.header.Content-Type': PROBLEM_TYPE },
            responseTemplates: {
              [JSON_TYPE]: problemTemplate(
                413,
                'Content Too Large',
                'too large for the queue, or a character it cannot hold',
              ),
            },
          },
          {
            statusCode: '503',
            responseParameters: {
              'method.response.header.Content-Type': PROBLEM_TYPE,
              'method.response.header.Retry-After': "'5'",
            },
            responseTemplates: {
              [JSON_TYPE]: problemTemplate(
                503,
                'Service Unavailable',
                'the queue cannot be reached; try again',
              ),
            },
          },
        ],
      },
    });
  }
}
