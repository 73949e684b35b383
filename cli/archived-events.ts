import * as z from "zod/mini";
import { EVENTS_PREFIX, eventsBoundary } from "../shared/audit/archive-layout.ts";
import type { ArchiveReader } from "../shared/audit/ports.ts";
import { parseJson } from "../shared/kernel/parse-json.ts";
import type { Clock } from "../shared/kernel/ports.ts";

/** A CloudEvent of the archive, as far as a person is shown it. */
const eventSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.string(),
  data: z.looseObject({
    workspace_id: z.nullable(z.string()),
    door: z.string(),
    actor: z.object({ type: z.string(), id: z.string() }),
    changed: z.array(z.string()),
    rejection: z.nullable(z.object({ code: z.string() })),
  }),
});

export type ArchivedEvent = z.infer<typeof eventSchema>;

/** An object is listed some time after the archiver has named it by its clock. */
const LATE_MS = 5 * 60_000;

/**
 * Looks for events that were archived since a time. Each call returns those that no earlier one has returned, in the
 * order in which they happened; an event that was archived twice is returned once.
 */
export function archivedEvents(
  archive: ArchiveReader,
  since: Date,
  now: Clock,
): () => Promise<readonly ArchivedEvent[]> {
  const objects = new Set<string>();
  const events = new Set<string>();
  let looked = since;
  return async () => {
    const from = new Date(Math.max(since.getTime(), looked.getTime() - LATE_MS));
    const began = now();
    const found: ArchivedEvent[] = [];
    for await (const key of archive.list(EVENTS_PREFIX, eventsBoundary(from))) {
      if (objects.has(key)) continue;
      const content = Buffer.from(await archive.read(key)).toString();
      objects.add(key);
      for (const line of content.split("\n")) {
        const event = eventSchema.safeParse(parseJson(line)).data;
        if (event === undefined || events.has(event.id)) continue;
        events.add(event.id);
        found.push(event);
      }
    }
    looked = began;
    return found.sort((a, b) => (a.time < b.time ? -1 : 1));
  };
}
