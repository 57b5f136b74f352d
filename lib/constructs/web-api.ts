import { type JsonSchema, LambdaIntegration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { MessageModel } from '../message-model.ts';
import { Api, type ApiProps, resourceAt } from './api.ts';
import type { Page } from './page-build.ts';

const JSON_TYPE = 'application/json';

/** An API for a page in a browser, which brings no key: the page itself is open, what it asks for asks who it is. */
export class WebApi extends Construct {
  private readonly api: Api;

  constructor(scope: Construct, id: string, props: Omit<ApiProps, 'keyed' | 'open'>) {
    super(scope, id);
    this.api = new Api(this, 'Api', { ...props, keyed: false, open: true });
  }

  /** Opens a page. */
  page(page: Page, answeredBy: LambdaFunction): void {
    openPage(this.api.rest, page, answeredBy);
  }

  /** `GET` a path, answered by a function that asks for a session itself. */
  read(path: string, answeredBy: LambdaFunction): void {
    resourceAt(this.api.rest, path).addMethod('GET', integrationOf(answeredBy));
  }

  /** `POST` a body of the model to a path, answered by a function that asks itself who it is. */
  write(path: string, answeredBy: LambdaFunction, modelName: string, schema: MessageModel): void {
    const model = this.api.rest.addModel(modelName, {
      contentType: JSON_TYPE,
      modelName,
      schema: schema as JsonSchema,
    });
    resourceAt(this.api.rest, path).addMethod('POST', integrationOf(answeredBy), {
      requestModels: { [JSON_TYPE]: model },
      requestValidator: this.api.validator,
    });
  }
}

/** `GET web/<page>`, and what it loads below it; open to everybody, because nothing in it is anybody's. */
export function openPage(rest: RestApi, page: Page, answeredBy: LambdaFunction): void {
  const integration = integrationOf(answeredBy);
  const resource = resourceAt(rest, `web/${page}`);
  resource.addMethod('GET', integration);
  resource.addResource('{file}').addMethod('GET', integration);
}

/** One permission for all paths of the API that lead to the function: a stack holds at most 500 resources. */
const integrationOf = (answeredBy: LambdaFunction): LambdaIntegration =>
  new LambdaIntegration(answeredBy, { allowTestInvoke: false, scopePermissionToMethod: false });
