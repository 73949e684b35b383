import { newKey } from "./deployment.ts";

/** As many different keys. */
export const createCanaryKeys = (count: number): readonly string[] => Array.from({ length: count }, newKey);
