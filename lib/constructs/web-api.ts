import { LambdaIntegration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { Api, type ApiProps, resourceAt } from './api.ts';
import type { Page } from './page-build.ts';

/** An API for a page in a browser, which brings no key: the page itself is open, what it asks for asks who it is. */
export class WebApi extends Construct {
  private readonly api: Api;

  constructor(scope: Construct, id: string, props: Omit<ApiProps, 'keyed'>) {
    super(scope, id);
    this.api = new Api(this, 'Api', { ...props, keyed: false });
  }

  /** Opens a page. */
  page(page: Page, answeredBy: LambdaFunction): void {
    openPage(this.api.rest, page, answeredBy);
  }
}

/** `GET web/<page>`, and what it loads below it; open to everybody, because nothing in it is anybody's. */
export function openPage(rest: RestApi, page: Page, answeredBy: LambdaFunction): void {
  const integration = new LambdaIntegration(answeredBy, { allowTestInvoke: false });
  const resource = resourceAt(rest, `web/${page}`);
  resource.addMethod('GET', integration);
  resource.addResource('{file}').addMethod('GET', integration);
}
