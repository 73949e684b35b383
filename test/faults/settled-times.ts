/**
 * When a worker first said that it had carried out a command, in milliseconds since 1970, by the id of the command's event. The
 * worker says so after the commit.
 * @param logs the text of all logs, which has a JSON object per line
 */
export function settledTimes(logs: string): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const line of logs.split("\n")) {
    if (!line.includes('"code":"command_settled"')) continue;
    const { time, command_id } = JSON.parse(line.slice(line.indexOf("{")));
    const at = Date.parse(time);
    times.set(command_id, Math.min(at, times.get(command_id) ?? at));
  }
  return times;
}
