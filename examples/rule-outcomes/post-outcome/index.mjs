/** Posts one event as EventBridge delivers it. Its detail is a CloudEvent, and it never has a key in it. */
export async function handler(event) {
  const response = await fetch(process.env.OUTCOMES_URL, {
    method: "POST",
    headers: { "Content-Type": "application/cloudevents+json" },
    body: JSON.stringify(event.detail),
    signal: AbortSignal.timeout(5_000),
  });
  // EventBridge tries again after an error.
  if (!response.ok) throw new Error(`the receiver answered ${response.status}`);
}
