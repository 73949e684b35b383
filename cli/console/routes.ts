import type * as z from "zod/mini";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { checkDocument } from "../../shared/kernel/read-document.ts";
import type { Operator } from "./ports.ts";
import {
  credentialsQuerySchema,
  cursorQuerySchema,
  disabledSchema,
  idSchema,
  newLinkSchema,
  noneSchema,
  pageQuerySchema,
  queueSchema,
  redriveSchema,
} from "./wire.ts";

interface Request {
  readonly parameters: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

export interface Route {
  readonly method: "GET" | "POST";
  /** The words of its path; one with a colon stands for any word. */
  readonly words: readonly string[];
  readonly body: z.ZodMiniType;
  readQuery(parameters: URLSearchParams): unknown;
  answer(operator: Operator, request: Request): Promise<unknown>;
}

interface Definition<
  Parameters extends z.ZodMiniType,
  Query extends z.ZodMiniType,
  Body extends z.ZodMiniType,
> {
  readonly parameters?: Parameters;
  readonly query?: Query;
  readonly body?: Body;
  readonly answer: (
    operator: Operator,
    request: {
      readonly parameters: z.output<Parameters>;
      readonly query: z.output<Query>;
      readonly body: z.output<Body>;
    },
  ) => Promise<unknown>;
}

type None = typeof noneSchema;

function route<
  Parameters extends z.ZodMiniType = None,
  Query extends z.ZodMiniType = None,
  Body extends z.ZodMiniType = None,
>(name: string, definition: Definition<Parameters, Query, Body>): Route {
  const [method, path = ""] = name.split(" ");
  const { parameters = noneSchema, query = noneSchema, body = noneSchema } = definition;
  return {
    method: method as Route["method"],
    words: path.split("/"),
    body,
    readQuery: (given) => {
      const entries = [...new Set(given.keys())].map((key) => {
        const values = given.getAll(key);
        return [key, values.length === 1 ? values[0] : values];
      });
      return check(Object.fromEntries(entries), query);
    },
    answer: async (operator, request) =>
      definition.answer(operator, {
        parameters: check(request.parameters, parameters) as z.output<Parameters>,
        query: request.query as z.output<Query>,
        body: request.body as z.output<Body>,
      }),
  };
}

/** @throws KeyferryError `invalid_request` that names fields and repeats no value. */
const check = <Schema extends z.ZodMiniType>(value: unknown, schema: Schema): z.output<Schema> =>
  checkDocument({ value, repeated: [] }, schema);

/** Everything that the page may ask for. */
const ROUTES: readonly Route[] = [
  route("GET /api/deployment", { answer: (operator) => operator.deployment() }),
  route("GET /api/credentials", {
    query: credentialsQuerySchema,
    answer: (operator, { query }) => operator.credentials(query),
  }),
  route("GET /api/credentials/:id", {
    parameters: idSchema,
    answer: (operator, { parameters }) => operator.credential(parameters.id),
  }),
  route("GET /api/credentials/:id/events", {
    parameters: idSchema,
    query: cursorQuerySchema,
    answer: (operator, { parameters, query }) => operator.events(parameters.id, query.cursor),
  }),
  route("POST /api/credentials/:id/disabled", {
    parameters: idSchema,
    body: disabledSchema,
    answer: (operator, { parameters, body }) => operator.setDisabled(parameters.id, body.disabled),
  }),
  route("POST /api/credentials/:id/delete", {
    parameters: idSchema,
    answer: (operator, { parameters }) => operator.remove(parameters.id),
  }),
  route("GET /api/imports", {
    query: pageQuerySchema,
    answer: (operator, { query }) => operator.imports(query.workspace, query.cursor),
  }),
  route("GET /api/imports/:id", {
    parameters: idSchema,
    answer: (operator, { parameters }) => operator.importOf(parameters.id),
  }),
  route("GET /api/imports/:id/rejected", {
    parameters: idSchema,
    query: cursorQuerySchema,
    answer: (operator, { parameters, query }) => operator.rejectedRows(parameters.id, query.cursor),
  }),
  route("GET /api/links", {
    query: pageQuerySchema,
    answer: (operator, { query }) => operator.links(query.workspace, query.cursor),
  }),
  route("POST /api/links", {
    body: newLinkSchema,
    answer: (operator, { body }) => operator.createLink(body),
  }),
  route("POST /api/links/:id/revoke", {
    parameters: idSchema,
    answer: (operator, { parameters }) => operator.revokeLink(parameters.id),
  }),
  route("GET /api/sources", { answer: (operator) => operator.sources() }),
  route("GET /api/pipeline", { answer: (operator) => operator.pipeline() }),
  route("GET /api/health", { answer: (operator) => operator.health() }),
  route("POST /api/queues/:queue/redrive", {
    parameters: queueSchema,
    body: redriveSchema,
    answer: (operator, { parameters, body }) => operator.redrive(parameters.queue, body.limit),
  }),
];

/** @throws KeyferryError `not_found` for a path that is none of the console's, `method_not_allowed` for another method. */
export function findRoute(
  method: string | undefined,
  pathname: string,
): { readonly route: Route; readonly parameters: Readonly<Record<string, string>> } {
  const words = pathname.split("/");
  const routes = ROUTES.filter((candidate) => matches(candidate, words));
  if (routes.length === 0) throw new KeyferryError("not_found", "There is no such path");
  const found = routes.find((candidate) => candidate.method === method);
  if (found === undefined) {
    const methods = routes.map((candidate) => candidate.method).join(", ");
    throw new KeyferryError("method_not_allowed", `This path answers to ${methods}`);
  }
  const given = found.words.flatMap((word, at) =>
    word.startsWith(":") ? [[word.slice(1), words[at] ?? ""] as const] : [],
  );
  return { route: found, parameters: Object.fromEntries(given) };
}

const matches = ({ words }: Route, given: readonly string[]): boolean =>
  words.length === given.length &&
  words.every((word, at) => (word.startsWith(":") ? given[at] !== "" : word === given[at]));
