import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An item of the table as the SDK reads and writes it: attributes by name, each with its type. */
export type Item = Record<string, AttributeValue>;
