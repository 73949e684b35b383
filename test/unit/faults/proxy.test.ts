import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Caller, type FaultProxy, startProxy } from "../../faults/proxy.ts";

const aws = createServer((_, answer) => answer.end("done"));
let proxy: FaultProxy;

beforeAll(async () => {
  await new Promise<void>((resolve) => aws.listen(0, "127.0.0.1", resolve));
  proxy = await startProxy(`http://127.0.0.1:${(aws.address() as AddressInfo).port}`, ["kms"]);
});

afterAll(async () => {
  await proxy.close();
  aws.close();
});

const call = (caller: Caller) =>
  fetch(proxy.endpointFor("kms", caller), {
    method: "POST",
    headers: { "x-amz-target": "TrentService.Decrypt" },
  });

it("a fault hits the calls of the pipeline and of the router, and they are counted apart", async () => {
  const seen: string[] = [];
  proxy.injectWhen("refused", ({ caller, service, operation }) => {
    seen.push(`${service} ${operation} of the ${caller}`);
    return { kind: "answer", status: 400, body: {} };
  });
  for (const caller of ["router", "pipeline", "router"] as const)
    expect((await call(caller)).status).toBe(400);
  proxy.stopInjecting("refused");
  expect(await (await call("router")).text()).toBe("done");
  expect(seen.slice(0, 2)).toEqual(["kms Decrypt of the router", "kms Decrypt of the pipeline"]);
  expect([proxy.hits("refused", "pipeline"), proxy.hits("refused", "router")]).toEqual([1, 2]);
  expect(proxy.hits("another", "pipeline")).toBe(0);
});
