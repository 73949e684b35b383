import { OpenRouter } from "@openrouter/sdk";

const { KEYFERRY_URL: serverURL, KEYFERRY_MANAGEMENT_KEY: apiKey } = process.env;
const { byok } = new OpenRouter({ serverURL, apiKey });

const created = await byok.create({ createBYOKKeyRequest: { provider: "openai", key: "sk-proj-abc123..." } });
const { id } = created.data;
for await (const page of await byok.list()) console.log(page.result.data);
console.log(await byok.get({ id }));
console.log(await byok.update({ id, updateBYOKKeyRequest: { name: "production" } }));
console.log(await byok.update({ id, updateBYOKKeyRequest: { key: "sk-proj-the-next-one" } }));
console.log(await byok.update({ id, updateBYOKKeyRequest: { disabled: true } }));
console.log(await byok.delete({ id }));
