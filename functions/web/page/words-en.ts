import { withArticle } from "../../../shared/providers/other-provider.ts";
import { sentences } from "./sentences.ts";
import type { Words } from "./words.ts";

export const ENGLISH: Words = {
  language: "en",
  title: {
    create: (provider) => `Add your ${provider} key`,
    rotate: (provider) => `Replace your ${provider} key`,
  },
  lead: {
    create: (workspace, name) =>
      sentences(workspace && `For ${workspace}.`, name && `It will be saved as “${name}”.`),
    rotate: (workspace, name) =>
      sentences(workspace && `For ${workspace}.`, name && `It takes the place of “${name}”.`),
  },
  keyLabel: (provider) => `${provider} API key`,
  keyHint: "Paste the whole key, exactly as your provider shows it.",
  show: "Show",
  hide: "Hide",
  showKey: "Show the key",
  hideKey: "Hide the key",
  region: "Data region of your account",
  withRegion: "My account has a data region",
  regions: { "": "None (worldwide)", europe: "Europe", us: "United States" },
  kindOfKey: "Kind of key",
  oneKey: (provider) => `${provider} API key`,
  accessKey: "AWS access key",
  parts: {
    accessKeyId: { label: "Access key ID", hint: "Begins with AKIA." },
    secretAccessKey: { label: "Secret access key" },
    region: { label: "AWS region", hint: "For example us-east-1." },
    endpoint_url: { label: "Endpoint URL", hint: "For example https://your-name.openai.azure.com" },
    api_key: { label: "API key" },
    model_slug: { label: "Model", hint: "The model as you request it, for example openai/gpt-4o." },
    model_id: { label: "Deployment name", hint: "The name that you gave the deployment in Azure." },
  },
  deployment: (number) => `Deployment ${number}`,
  addDeployment: "Add another deployment",
  removeDeployment: (number) => `Remove deployment ${number}`,
  file: "Service account key file",
  fileHint:
    "The JSON file that Google Cloud gives you for a service account. It is read in this browser and not uploaded.",
  chooseFile: "Choose the file, or drop it here",
  otherFile: "Choose another file",
  fileRead: (name) => `${name} was read in this browser.`,
  notReadable: "This file cannot be read. Choose the JSON file of the service account.",
  pasteInstead: "Paste the content instead",
  pasteLabel: "Content of the JSON file",
  fine: (label) => (label === "..." ? "This looks right." : `This looks right. It will be shown as ${label}`),
  advice: {
    too_long: () => "This is longer than any key.",
    empty: () => "Enter the key.",
    placeholder: () => "This only stands for a key. Paste the key itself.",
    reference: () => "This is the name or address of a key. Paste the key itself.",
    template: () => "This is a variable that was not filled in. Paste the key itself.",
    encrypted: () => "This is encrypted. Paste the key as your provider shows it.",
    wrapped: () =>
      "There is something around the key, such as quotation marks or a name. Paste the key alone.",
    own_token: () => "This is a secret of this service, not a key of a provider.",
    not_a_key: () => "This is not a key.",
    damaged: () => "Some characters were damaged. Copy the key again.",
    not_ascii: ({ provider }) => `This contains characters that no ${provider} key has. Copy the key again.`,
    pem_invalid: () => "The private key in this file is damaged or incomplete.",
    field_repeated: () => "This file has the same entry twice.",
    whitespace: () => "There are spaces or line breaks inside the key. Copy the key again.",
    control_characters: () => "There are invisible characters in the key. Copy the key again.",
    gateway_key: ({ provider, issuer }) =>
      `This looks like ${keyOf(issuer)}. This link takes ${keyOf(provider)}.`,
    wrong_provider: ({ provider, issuer }) =>
      `This looks like ${keyOf(issuer)}. This link takes ${keyOf(provider)}.`,
    not_json: () => "This is not the JSON file of a service account.",
    field_missing: () => "Something is missing here.",
    field_invalid: () => "These values do not belong together. Check that each is in its own field.",
    unusual_shape: ({ provider }) =>
      `This does not look like a usual ${provider} key. Check that it is complete.`,
    other_provider_shape: ({ provider, issuer }) =>
      `This looks like ${keyOf(issuer)}. Check that it is your ${provider} key.`,
    admin_key: () =>
      "This is an administration key, which can change your whole account. An ordinary key is enough.",
    subscription_token: () => "This is a token of a subscription. It works in one program alone.",
    short_lived: () => "This is a temporary key, which stops working within hours or days.",
    masked: () => "This looks like a shortened key. Copy the whole key.",
    non_ascii: () => "This contains characters that keys do not usually have. Copy the key again.",
    field_unusual: () => "This does not look as usual. Check that it is complete.",
    unknown_host: () => "This is not an https address of your provider.",
  },
  required: "Fill in this field.",
  submit: "Encrypt and save",
  submitting: "Encrypting and saving…",
  stillSaving: "Still saving. Keep this page open.",
  promise: "Your key is encrypted in this browser before it is sent.",
  howTitle: "How is my key protected?",
  how: [
    "This page encrypts the key with a public key. Only the system that stores it can decrypt it: no server or log on the way sees the key.",
    "The key is stored encrypted. From then on, at most its first and last few characters are shown, also to you.",
    "The page keeps nothing: no cookie, no stored data, and the field is cleared as soon as the key is saved.",
    "You can revoke the key at your provider at any time.",
  ],
  expires: (date) => `This link works once, until ${date}.`,
  doneTitle: "Your key is saved",
  doneText: (provider, workspace) =>
    workspace === null
      ? `Your ${provider} key is ready to be used.`
      : `Your ${provider} key is ready to be used by ${workspace}.`,
  doneLabel: "Shown as",
  doneClose: "You can close this page.",
  back: (host) => `Back to ${host}`,
  problems: {
    incomplete: {
      title: "Open the link again",
      text: "A part of the link is missing. That happens when it is copied by hand, or when this page is reloaded. Open it again where you received it. It still works.",
    },
    not_found: {
      title: "This link does not work any more",
      text: "It was used, withdrawn, or is too old. Ask whoever sent it to you for a new one.",
    },
    used: {
      title: "This link was used before",
      text: "Another key was already saved with it, and your key was not. If that was not you, tell whoever sent you the link.",
    },
    replaced: {
      title: "The key was replaced before",
      text: "Another key was saved since this link was made, and your key was not. Ask whoever sent you the link for a new one.",
    },
    other_key: {
      title: "This page cannot be trusted with your key",
      text: "It does not offer the encryption that your link asks for, so that nothing can be sent from here. Tell whoever sent you the link.",
    },
    no_crypto: {
      title: "This browser cannot encrypt your key",
      text: "Open the link in a current version of Chrome, Edge, Firefox or Safari. Its address must begin with https.",
    },
    offline: {
      title: "There is no connection",
      text: "The service cannot be reached. Check your connection to the internet and try again.",
    },
    too_many: {
      title: "Too many attempts",
      text: "Several keys were refused. Try again in an hour, or ask whoever sent you the link for a new one.",
    },
    refused: {
      title: "The key was not accepted",
      text: "Nothing was saved. Check the key and try again.",
    },
    busy: {
      title: "This takes longer than usual",
      text: "Your key was sent encrypted, but it is not confirmed yet. Try again: it is not saved twice.",
    },
    unavailable: {
      title: "This page cannot be shown yet",
      text: "The service has too much to do. Try again in a moment.",
    },
  },
  retry: "Try again",
};

function keyOf(issuer: string | null): string {
  return issuer === null ? "a key of somebody else" : `${withArticle(issuer)} key`;
}
