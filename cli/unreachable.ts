import type { ErrorKind } from "../shared/kernel/errors.ts";
import { EXIT, EXIT_OF } from "./exit-codes.ts";

/** Where a command looked for its deployment, as far as it is known when a call fails. */
export interface Target {
  /** The local deployment's address, if the command uses that one. */
  readonly local: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/** Why AWS or the API was not reached, or did not let the caller in. */
export interface Trouble {
  readonly kind: ErrorKind | "usage";
  readonly exitCode: number;
  /** One sentence, with what to do next. It repeats nothing of what failed, which may quote a request. */
  readonly message: string;
}

interface Rule {
  readonly kind: Trouble["kind"];
  /** Compared with each name and code, and with the messages of the AWS SDK that are always the same. */
  readonly signs: RegExp;
  readonly where?: (target: Target) => boolean;
  readonly message: (target: Target) => string;
}

const NO_CONNECTION =
  /^(fetch failed|ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR_SOCKET|EHOSTUNREACH|ENETUNREACH)$/;
const NO_ANSWER = /^(ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_\w+_TIMEOUT|TimeoutError|AbortError)$/;
const NO_NAME = /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/;
const NO_TLS =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|EPROTO)$/;
const UNREACHED = new RegExp([NO_CONNECTION, NO_ANSWER, NO_NAME].map(({ source }) => source).join("|"));

const emulatorVariable = ({ environment }: Target): string | undefined =>
  Object.keys(environment).find((name) => /^AWS_ENDPOINT_URL(_|$)/.test(name));

/** First match counts. */
const RULES: readonly Rule[] = [
  {
    kind: "unavailable",
    signs: UNREACHED,
    where: ({ local }) => local !== undefined,
    message: ({ local }) =>
      `the local stack at ${local} does not answer: run npm start in its directory, then the same command again`,
  },
  {
    kind: "usage",
    signs: /^Region is missing$/,
    message: () => "no AWS region is set: pass --region, or set AWS_REGION",
  },
  {
    kind: "forbidden",
    signs:
      /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenProviderError|UnauthorizedSSOTokenError)$/,
    message: () =>
      "the AWS credentials have expired: get new ones (aws sso login), then run the same command again",
  },
  {
    kind: "forbidden",
    signs: /^CredentialsProviderError$/,
    where: ({ environment: { AWS_PROFILE } }) => AWS_PROFILE !== undefined,
    message: () =>
      "the AWS profile that AWS_PROFILE names has no credentials: aws configure list-profiles lists the profiles, " +
      "and aws sso login renews a session",
  },
  {
    kind: "forbidden",
    signs: /^CredentialsProviderError$/,
    message: () => "there are no AWS credentials: set AWS_PROFILE, or run aws configure sso",
  },
  {
    kind: "forbidden",
    signs:
      /^(UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|MissingAuthenticationToken|AuthFailure)(Exception)?$/,
    message: () =>
      "AWS does not know these credentials: aws sts get-caller-identity shows whose they are, if anybody's",
  },
  {
    kind: "forbidden",
    signs: /^(RequestTimeTooSkewed|RequestInTheFuture)$/,
    message: () => "AWS refuses requests with a wrong time: set this machine's clock",
  },
  {
    kind: "forbidden",
    signs: /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized|AuthorizationError\w*)$/,
    message: () => "these AWS credentials do not allow it: aws sts get-caller-identity shows whose they are",
  },
  {
    kind: "unavailable",
    signs: /^(Throttl\w+|TooManyRequests\w*|RequestLimitExceeded|ProvisionedThroughputExceeded\w*|SlowDown)$/,
    message: () => "AWS limits the rate of these calls: run the same command again",
  },
  {
    kind: "unavailable",
    signs: UNREACHED,
    where: (target) => emulatorVariable(target) !== undefined,
    message: (target) =>
      `nothing answers where ${emulatorVariable(target)} points: start what should answer there, or unset the variable`,
  },
  {
    kind: "unavailable",
    signs: NO_TLS,
    message: () =>
      "the certificate of the address is not trusted: behind a proxy that exchanges certificates, " +
      "set NODE_EXTRA_CA_CERTS",
  },
  {
    kind: "unavailable",
    signs: NO_NAME,
    message: () => "the address has no name server's answer: check the region or --api-url, and the network",
  },
  {
    kind: "unavailable",
    signs: UNREACHED,
    message: () => "nothing answers: check the address and the network, then run the same command again",
  },
];

/**
 * Why a call did not reach AWS or the API, in words for who runs the command. Undefined for any other failure.
 * @param failed the call, in words: `cloudformation:DescribeStacks failed`.
 */
export function troubleOf(thrown: unknown, target: Target, failed?: string): Trouble | undefined {
  const signs = signsOf(thrown);
  const rule = RULES.find(
    ({ signs: pattern, where }) => (where?.(target) ?? true) && signs.some((sign) => pattern.test(sign)),
  );
  if (rule === undefined) return undefined;
  const { kind } = rule;
  const reason = rule.message(target);
  const exitCode = kind === "usage" ? EXIT.usage : EXIT_OF[kind];
  return { kind, exitCode, message: failed === undefined ? reason : `${failed}: ${reason}` };
}

/** The deepest chain of causes that is looked at. */
const DEPTH = 8;

/** Names, codes and messages of an error, of its causes, and of the attempts that it sums up. */
function signsOf(thrown: unknown, depth = 0): readonly string[] {
  if (!(thrown instanceof Error) || depth > DEPTH) return [];
  const { code } = thrown as NodeJS.ErrnoException;
  const attempts: readonly unknown[] = thrown instanceof AggregateError ? thrown.errors : [];
  return [
    thrown.name,
    ...(typeof code === "string" ? [code] : []),
    thrown.message,
    ...[...attempts, thrown.cause].flatMap((inner) => signsOf(inner, depth + 1)),
  ];
}
