import * as z from "zod/mini";
import { uuidSchema } from "./uuid.ts";
import { GLOBAL } from "./workspace.ts";

/** A workspace by its id, or {@link GLOBAL}. Apart from `workspace.ts`, so that what parses none carries no parser. */
export const workspaceNameSchema = z.union([uuidSchema, z.literal(GLOBAL)]);
