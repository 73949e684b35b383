import { z } from "zod";

/*
 * Stands in for `zod/mini` where the handlers are bundled the ordinary way: what `import { z } from "zod"` brings
 * along, under the names that zod/mini has.
 */

// biome-ignore lint/performance/noBarrelFile: it is to cost what the whole of zod costs
export * from "zod";

// Whoever imports `z` gets all that is in it.
Object.keys(z);

export const minimum = z.gte;
export const maximum = z.lte;
export const partial = (schema: z.ZodObject) => schema.partial();
export const pick = (schema: z.ZodObject, mask: Record<string, true>) => schema.pick(mask);
export const omit = (schema: z.ZodObject, mask: Record<string, true>) => schema.omit(mask);
export const extend = (schema: z.ZodObject, shape: z.ZodRawShape) => schema.extend(shape);
