/**
 * The words of texts that stand for a key: documentation, templates, sample configurations and empty settings. A text is a
 * placeholder if all its words are here, or a sequence like `1234`.
 *
 * Sources: truenas/apps#3709 and danny-avila/LibreChat#311 (user_provided), BerriAI/litellm#7811 (sk-1234), vLLM (EMPTY),
 * llama.cpp and LM Studio (sk-no-key-required, lm-studio), the `.env.example` files of common projects.
 */
export const STAND_INS: ReadonlySet<string> = words(`
  key keys apikey api token tokens secret secrets password passwd pwd pass credential credentials auth string value text
  mykey myapikey mytoken mysecret yourkey yourapikey yourtoken secretkey apitoken accesskey passphrase passcode
  changeme changeit change replaceme replace insert enter paste put fill fillin add provide set
  test tests testing tester example examples sample samples dummy fake mock stub demo placeholder temp tmp foo bar baz qux foobar
  todo tbd tba tbc fixme xxx pending later coming soon redacted removed hidden masked sensitive confidential omitted
  undefined null none nil nan void empty blank unset notset missing absent unknown unused ignored ignore default anything
  whatever something nothing nokey required needed necessary optional provided supplied disabled off false true na
  abc abcd abcde abcdef asdf asdfgh asdfasdf qwerty qwertyuiop deadbeef cafebabe lorem ipsum hello world hunter
  keine keiner kein leer ninguno ninguna ningun vacio aucun aucune vide nessuno nessuna vuoto geen leeg brak puste nenhum
  nenhuma vazio ingen tom yok inget tyhja nema zadny

  a an the your my our this that it its is be to of for from with in on at as or and no not non n here there me user
  users customer client owner team company org organization organisation project app application service account admin
  real actual valid own new old first second goes go must should will please yes local dev development prod production
  staging stage live public private access bearer open ai llm model models provider gateway proxy server studio lm
  openai anthropic claude gemini google azure aws bedrock vertex mistral groq cohere deepseek perplexity together
  fireworks cerebras nvidia moonshot minimax alibaba databricks cloudflare deepgram xai grok ollama vllm litellm llama
  sk pk proj project ant gsk id name env var variable config object data used use set up only
`);

/** The names of local servers that take any text for a key, and are told to be given their own name. */
export const WHOLE_TEXTS: ReadonlySet<string> = new Set([
  ...[
    "ollama",
    "lm-studio",
    "lmstudio",
    "vllm",
    "litellm",
    "llama-cpp",
    "llamacpp",
    "localai",
    "n/a",
    "n.a.",
    "n/d",
    "k.a.",
  ],
  ...[
    "[object object]",
    "[object promise]",
    "<nil>",
    "無",
    "无",
    "なし",
    "нет",
    "없음",
    "空",
    "無し",
    "-none-",
  ],
]);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
