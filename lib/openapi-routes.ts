import * as z from 'zod/mini';

const Ref = z.object({ Ref: z.string() });
const Parent = z.union([Ref, z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('RootResourceId')]) })]);
const Texts = z._default(z.record(z.string(), z.string()), {});

const Resource = z.object({ ParentId: Parent, PathPart: z.string() });
const Model = z.object({ Name: z.string() });
const GatewayResponse = z.object({
  RestApiId: Ref,
  ResponseType: z.string(),
  /** Absent on the two defaults, which stand for refusals of any status. */
  StatusCode: z.optional(z.string()),
  ResponseParameters: Texts,
  ResponseTemplates: Texts,
});
const Method = z.object({
  RestApiId: Ref,
  ResourceId: Ref,
  HttpMethod: z.string(),
  AuthorizationType: z.string(),
  ApiKeyRequired: z._default(z.boolean(), false),
  RequestModels: z._default(z.record(z.string(), Ref), {}),
  Integration: z.object({
    Type: z.enum(['AWS', 'AWS_PROXY']),
    IntegrationResponses: z._default(
      z.array(z.object({ StatusCode: z.string(), ResponseParameters: Texts, ResponseTemplates: Texts })),
      [],
    ),
  }),
});

/** Resources of synthesized templates, by logical id. */
export type TemplateResources = Readonly<
  Record<string, { readonly Type: string; readonly Properties: unknown }>
>;

/** An answer the gateway gives without a function: its body is a template in the gateway's variable syntax. */
export interface GatewayAnswer {
  /** The gateway response type, or `INTEGRATION` and the status. */
  readonly name: string;
  /** Three digits, or `4XX` and `5XX` where the gateway keeps the status of whatever it refuses. */
  readonly status: string;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** One path and method that the stack serves. */
export interface ServedRoute {
  /** Begins with a slash; parameters in braces. */
  readonly path: string;
  /** Lower case. */
  readonly method: string;
  readonly auth: 'iam' | 'apiKey' | 'none';
  /** Name of the model of its body; `undefined` when it takes none. */
  readonly model: string | undefined;
  /** Whether a function answers, and not the gateway for a queue. */
  readonly byFunction: boolean;
  readonly answers: readonly GatewayAnswer[];
}

/** Whether a path is of pages for browsers, or of what the pages themselves ask for: nobody else programs against it. */
export const isOfPages = (path: string): boolean =>
  ['/web/', '/v1/panel/'].some((pages) => path.startsWith(pages));

/** What the gateway says only to requests with a body. */
const ABOUT_BODIES = new Set(['BAD_REQUEST_BODY', 'REQUEST_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE']);

/**
 * Every path and method of every API in a template, in the template's order, but for pages.
 * @throws {ZodError} a method, path or response is written in another form than the stack writes it
 */
export function servedRoutes(resources: TemplateResources): readonly ServedRoute[] {
  const refusals = ofType(resources, 'AWS::ApiGateway::GatewayResponse', GatewayResponse);
  const routes = ofType(resources, 'AWS::ApiGateway::Method', Method).map((method) => {
    const model = Object.values(method.RequestModels)[0]?.Ref;
    const own = refusals
      .filter(({ RestApiId }) => RestApiId.Ref === method.RestApiId.Ref)
      .filter(({ ResponseType }) => model !== undefined || !ABOUT_BODIES.has(ResponseType))
      .filter(({ StatusCode }) => StatusCode !== undefined);
    return {
      path: pathOf(resources, method.ResourceId.Ref),
      method: method.HttpMethod.toLowerCase(),
      auth: authOf(method),
      model: model === undefined ? undefined : Model.parse(resources[model]?.Properties).Name,
      byFunction: method.Integration.Type === 'AWS_PROXY',
      answers: [
        ...method.Integration.IntegrationResponses.map((response) =>
          gatewayAnswer(`INTEGRATION_${response.StatusCode}`, response),
        ),
        ...own.map((response) => gatewayAnswer(response.ResponseType, response)),
      ],
    };
  });
  return routes.filter(({ path }) => !isOfPages(path));
}

function ofType<Output>(
  resources: TemplateResources,
  type: string,
  schema: z.ZodMiniType<Output>,
): readonly Output[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => schema.parse(Properties));
}

function pathOf(resources: TemplateResources, id: string): string {
  const { ParentId, PathPart } = Resource.parse(resources[id]?.Properties);
  return `${'Ref' in ParentId ? pathOf(resources, ParentId.Ref) : ''}/${PathPart}`;
}

function authOf({ AuthorizationType, ApiKeyRequired }: z.infer<typeof Method>): ServedRoute['auth'] {
  if (AuthorizationType === 'AWS_IAM') return 'iam';
  return ApiKeyRequired ? 'apiKey' : 'none';
}

type WrittenAnswer = Pick<
  z.infer<typeof GatewayResponse>,
  'StatusCode' | 'ResponseParameters' | 'ResponseTemplates'
>;

function gatewayAnswer(name: string, written: WrittenAnswer): GatewayAnswer {
  const headers = Object.entries(written.ResponseParameters).map(([target, quoted]): [string, string] => [
    (target.split('.header.')[1] ?? target).toLowerCase(),
    quoted.replace(/^'|'$/g, ''),
  ]);
  return {
    name,
    // The types without a status are `DEFAULT_4XX` and `DEFAULT_5XX`.
    status: written.StatusCode ?? name.slice(-3),
    headers: new Map(headers),
    body: written.ResponseTemplates['application/json'] ?? '',
  };
}
