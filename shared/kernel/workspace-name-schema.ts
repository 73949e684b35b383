import * as z from "zod/mini";
import { uuidSchema } from "./uuid.ts";
import { GLOBAL } from "./workspace.ts";

/**
 * A workspace by its id, or {@link GLOBAL}. It is separate from `workspace.ts`, so that modules that parse no
 * workspace need not bundle the parser.
 */
export const workspaceNameSchema = z.union([uuidSchema, z.literal(GLOBAL)]);
