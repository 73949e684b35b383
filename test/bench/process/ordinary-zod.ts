import { z } from "zod";

/*
 * Replaces `zod/mini` where the handlers are bundled the ordinary way: it has everything that `import { z }
 * from "zod"` brings in, under the names of zod/mini.
 */

// biome-ignore lint/performance/noBarrelFile: it is to cost what the whole of zod costs
export * from "zod";

// Importing `z` brings in everything that it contains.
Object.keys(z);

export const minimum = z.gte;
export const maximum = z.lte;
export const partial = (schema: z.ZodObject) => schema.partial();
export const pick = (schema: z.ZodObject, mask: Record<string, true>) => schema.pick(mask);
export const omit = (schema: z.ZodObject, mask: Record<string, true>) => schema.omit(mask);
export const extend = (schema: z.ZodObject, shape: z.ZodRawShape) => schema.extend(shape);
export const catchall = (schema: z.ZodObject, rest: z.ZodType) => schema.catchall(rest);
