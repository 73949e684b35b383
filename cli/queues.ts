/** The queues whose dead letters can be counted and sent back, with the outputs that name them. */
export const QUEUES = {
  commands: "commandQueueUrl",
  imports: "importQueueUrl",
  uses: "useQueueUrl",
  archive: "archiveQueueUrl",
} as const;

export type QueueName = keyof typeof QUEUES;
