import { OpenRouter } from "@openrouter/sdk";
import { HTTPClient } from "@openrouter/sdk/lib/http";
import * as errors from "@openrouter/sdk/models/errors";
import { OpenRouter as OldOpenRouter } from "openrouter-sdk-1.2";
import { HTTPClient as OldHTTPClient } from "openrouter-sdk-1.2/lib/http";
import * as oldErrors from "openrouter-sdk-1.2/models/errors";

export type Sdk = Pick<OpenRouter, "byok">;
export type Fetch = (request: Request) => Promise<Response>;

interface SdkOptions {
  readonly apiKey: string;
  readonly serverURL: string;
  /** Default: the network. */
  readonly fetch?: Fetch;
  /** Whether the client retries a 5xx, as it does by default. */
  readonly retries?: boolean;
}

interface Release {
  readonly release: string;
  readonly errors: typeof errors;
  readonly client: (options: SdkOptions) => Sdk;
}

const settings = ({ apiKey, serverURL, retries = true }: SdkOptions) => ({
  apiKey,
  serverURL,
  ...(!retries && { retryConfig: { strategy: "none" as const } }),
});

const fetcherOf =
  (fetch: Fetch) =>
  (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
    fetch(new Request(input, init));

/** The published client libraries that use the contract, behind one type. */
export const SDKS: readonly Release[] = [
  {
    release: "1.3.19",
    errors,
    client: ({ fetch, ...options }) =>
      new OpenRouter({
        ...settings(options),
        ...(fetch && { httpClient: new HTTPClient({ fetcher: fetcherOf(fetch) }) }),
      }),
  },
  {
    release: "1.2.129",
    // The older release has all classes that these tests name, but its types know fewer of the fields.
    errors: oldErrors as unknown as typeof errors,
    client: ({ fetch, ...options }) =>
      new OldOpenRouter({
        ...settings(options),
        ...(fetch && { httpClient: new OldHTTPClient({ fetcher: fetcherOf(fetch) }) }),
      }) as unknown as Sdk,
  },
];

/** The reason with which a promise was rejected. */
export const rejectionOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
