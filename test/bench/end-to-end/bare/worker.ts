import type { SQSHandler } from "aws-lambda";

/* The second hop, which reports that the message arrived. */

export const handler: SQSHandler = async ({ Records }) => {
  await Promise.all(
    Records.map(async ({ body }) => {
      const { id } = JSON.parse(body) as { id: string };
      console.log(JSON.stringify({ code: "arrived", id }));
      await fetch(`${process.env.MEETING_POINT}/${id}`, { method: "POST" });
    }),
  );
};
