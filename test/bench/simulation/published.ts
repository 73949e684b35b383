/** A latency in milliseconds: what part of the calls took at most how long. */
export interface Published {
  readonly quantiles: readonly (readonly [part: number, ms: number])[];
  /** Null: an assumption. */
  readonly source: string | null;
}

const QUEUES = "bitesizedserverless.com, 1,024 messages in eu-west-1, 2022";
const TABLE = "github.com/alexdebrie/dynamodb-performance-testing, from Lambda, 2020";

const ASSUMED_READ: Published = {
  quantiles: [
    [0.5, 5],
    [0.99, 15],
  ],
  source: null,
};
const ASSUMED_CALL: Published = {
  quantiles: [
    [0.5, 8],
    [0.99, 30],
  ],
  source: null,
};
const PUT: Published = {
  quantiles: [
    [0.5, 7.55],
    [0.99, 16.2],
  ],
  source: TABLE,
};
const BATCH_WRITE: Published = {
  quantiles: [
    [0.5, 10.2],
    [0.99, 27.6],
  ],
  source: TABLE,
};

/** From the send of a message to the start of the function that receives it. */
export const HOPS = {
  fifo: {
    quantiles: [
      [0.1, 21.9],
      [0.5, 28.1],
      [0.9, 61],
      [0.99, 645],
    ],
    source: QUEUES,
  },
  standard: {
    quantiles: [
      [0.1, 13.7],
      [0.5, 16.2],
      [0.9, 33.8],
      [0.99, 105],
    ],
    source: QUEUES,
  },
} as const satisfies Record<string, Published>;

/**
 * The published latencies of operations, by their number of items, the fewest first. An operation has that of the most items
 * that it reaches. One that is not here has {@link ASSUMED_CALL}.
 */
const OPERATIONS: Readonly<Record<string, readonly (readonly [items: number, latency: Published])[]>> = {
  "dynamodb:GetItem": [[1, ASSUMED_READ]],
  "dynamodb:BatchGetItem": [[1, ASSUMED_READ]],
  "dynamodb:Query": [[1, ASSUMED_READ]],
  "dynamodb:PutItem": [[1, PUT]],
  // Written like an item that is put: one node decides.
  "dynamodb:UpdateItem": [[1, PUT]],
  "dynamodb:ExecuteStatement": [[1, PUT]],
  "dynamodb:BatchExecuteStatement": [
    [1, PUT],
    [2, BATCH_WRITE],
  ],
  "dynamodb:BatchWriteItem": [
    [1, PUT],
    [2, BATCH_WRITE],
  ],
  "dynamodb:TransactWriteItems": [
    [
      1,
      {
        quantiles: [
          [0.5, 25.3],
          [0.99, 92.5],
        ],
        source: `${TABLE}, five items`,
      },
    ],
    [
      16,
      {
        quantiles: [
          [0.5, 32.1],
          [0.99, 97.5],
        ],
        source: `${TABLE}, 25 items`,
      },
    ],
  ],
};

/** The latency of a call of this operation with so many items. */
export const latencyOf = (operation: string, items: number): Published =>
  OPERATIONS[operation]?.filter(([least]) => least <= items).at(-1)?.[1] ?? ASSUMED_CALL;

/** All of them by name, for a reader. */
export const PUBLISHED: readonly (readonly [name: string, latency: Published])[] = [
  ["FIFO queue to Lambda", HOPS.fifo],
  ["standard queue to Lambda", HOPS.standard],
  ...Object.entries(OPERATIONS).flatMap(([operation, latencies]) =>
    latencies.map(([least, latency]) => {
      const items = latencies.length > 1 ? `, ${least} or more items` : "";
      return [`${operation}${items}`, latency] as const;
    }),
  ),
  ["any other call (KMS, SQS, EventBridge)", ASSUMED_CALL],
];
