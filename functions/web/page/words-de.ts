import { sentences } from "./sentences.ts";
import type { Words } from "./words.ts";

export const GERMAN: Words = {
  language: "de",
  title: {
    create: (provider) => `${provider}-Schlüssel hinterlegen`,
    rotate: (provider) => `${provider}-Schlüssel ersetzen`,
  },
  lead: {
    create: (workspace, name) =>
      sentences(workspace && `Für ${workspace}.`, name && `Er wird als „${name}“ gespeichert.`),
    rotate: (workspace, name) =>
      sentences(workspace && `Für ${workspace}.`, name && `Er tritt an die Stelle von „${name}“.`),
  },
  keyLabel: (provider) => `API-Schlüssel von ${provider}`,
  keyHint: "Fügen Sie den ganzen Schlüssel ein, genau wie ihn Ihr Anbieter zeigt.",
  show: "Zeigen",
  hide: "Verbergen",
  showKey: "Schlüssel zeigen",
  hideKey: "Schlüssel verbergen",
  region: "Datenregion Ihres Kontos",
  withRegion: "Mein Konto hat eine Datenregion",
  regions: { "": "Keine (weltweit)", europe: "Europa", us: "USA" },
  kindOfKey: "Art des Schlüssels",
  oneKey: (provider) => `API-Schlüssel von ${provider}`,
  accessKey: "AWS-Zugriffsschlüssel",
  parts: {
    accessKeyId: { label: "Zugriffsschlüssel-ID", hint: "Beginnt mit AKIA." },
    secretAccessKey: { label: "Geheimer Zugriffsschlüssel" },
    region: { label: "AWS-Region", hint: "Zum Beispiel eu-central-1." },
    endpoint_url: { label: "Endpunkt-URL", hint: "Zum Beispiel https://ihr-name.openai.azure.com" },
    api_key: { label: "API-Schlüssel" },
    model_slug: { label: "Modell", hint: "Das Modell, wie Sie es anfragen, zum Beispiel openai/gpt-4o." },
    model_id: {
      label: "Name der Bereitstellung",
      hint: "Der Name, den Sie der Bereitstellung in Azure gaben.",
    },
  },
  deployment: (number) => `Bereitstellung ${number}`,
  addDeployment: "Weitere Bereitstellung",
  removeDeployment: (number) => `Bereitstellung ${number} entfernen`,
  file: "Schlüsseldatei des Dienstkontos",
  fileHint:
    "Die JSON-Datei, die die Google-Cloud-Konsole herunterlädt. Sie wird in diesem Browser gelesen und nicht hochgeladen.",
  chooseFile: "Datei wählen oder hier ablegen",
  otherFile: "Andere Datei wählen",
  fileRead: (name) => `${name} wurde in diesem Browser gelesen.`,
  notReadable: "Diese Datei ist nicht lesbar. Wählen Sie die JSON-Datei des Dienstkontos.",
  pasteInstead: "Stattdessen den Inhalt einfügen",
  pasteLabel: "Inhalt der JSON-Datei",
  fine: (label) =>
    label === "..." ? "Das sieht richtig aus." : `Das sieht richtig aus. Angezeigt wird später ${label}`,
  advice: {
    too_long: () => "Das ist länger als jeder Schlüssel.",
    empty: () => "Geben Sie den Schlüssel ein.",
    placeholder: () => "Das ist nur ein Platzhalter. Fügen Sie den Schlüssel selbst ein.",
    reference: () =>
      "Das ist der Name oder die Adresse eines Schlüssels. Fügen Sie den Schlüssel selbst ein.",
    template: () => "Das ist eine Variable, die nicht ersetzt wurde. Fügen Sie den Schlüssel selbst ein.",
    encrypted: () => "Das ist verschlüsselt. Fügen Sie den Schlüssel ein, wie ihn Ihr Anbieter zeigt.",
    wrapped: () =>
      "Um den Schlüssel herum steht noch etwas, etwa Anführungszeichen oder ein Name. Fügen Sie nur den Schlüssel ein.",
    own_token: () => "Das ist ein Geheimnis dieses Dienstes, kein Schlüssel eines Anbieters.",
    not_a_key: () => "Das ist kein Schlüssel.",
    damaged: () => "Einige Zeichen sind beschädigt. Kopieren Sie den Schlüssel noch einmal.",
    not_ascii: ({ provider }) =>
      `Das enthält Zeichen, die kein Schlüssel von ${provider} hat. Kopieren Sie ihn noch einmal.`,
    pem_invalid: () => "Der private Schlüssel in dieser Datei ist beschädigt oder unvollständig.",
    field_repeated: () => "Diese Datei hat denselben Eintrag zweimal.",
    whitespace: () => "Im Schlüssel stehen Leerzeichen oder Zeilenumbrüche. Kopieren Sie ihn noch einmal.",
    control_characters: () => "Im Schlüssel stehen unsichtbare Zeichen. Kopieren Sie ihn noch einmal.",
    gateway_key: ({ provider, issuer }) =>
      `Das sieht nach einem Schlüssel von ${issuer ?? "einem anderen Dienst"} aus, nicht von ${provider}.`,
    wrong_provider: ({ provider, issuer }) =>
      `Das sieht nach einem Schlüssel von ${issuer ?? "einem anderen Anbieter"} aus. Dieser Link nimmt einen von ${provider}.`,
    not_json: () => "Das ist nicht die JSON-Datei eines Dienstkontos.",
    field_missing: () => "Hier fehlt etwas.",
    field_invalid: () => "Diese Werte passen nicht zusammen. Prüfen Sie, ob jeder in seinem Feld steht.",
    unusual_shape: ({ provider }) =>
      `Das sieht nicht aus wie die meisten Schlüssel von ${provider}. Prüfen Sie, ob er vollständig ist.`,
    other_provider_shape: ({ provider, issuer }) =>
      `Das sieht nach einem Schlüssel von ${issuer ?? "einem anderen Anbieter"} aus. Prüfen Sie, ob es Ihr Schlüssel von ${provider} ist.`,
    admin_key: () =>
      "Das ist ein Verwaltungsschlüssel, der Ihr ganzes Konto ändern kann. Ein gewöhnlicher Schlüssel genügt.",
    subscription_token: () => "Das ist das Token eines Abonnements. Es gilt nur in einem Programm.",
    short_lived: () => "Das ist ein vorübergehender Schlüssel, der nach Stunden oder Tagen nicht mehr gilt.",
    masked: () => "Das sieht nach einem gekürzten Schlüssel aus. Kopieren Sie den ganzen.",
    non_ascii: () => "Das enthält Zeichen, die Schlüssel sonst nicht haben. Kopieren Sie ihn noch einmal.",
    field_unusual: () => "Das sieht nicht aus wie sonst. Prüfen Sie, ob es vollständig ist.",
    unknown_host: () => "Das ist keine https-Adresse Ihres Anbieters.",
  },
  required: "Füllen Sie dieses Feld aus.",
  submit: "Verschlüsseln und speichern",
  submitting: "Wird verschlüsselt und gespeichert …",
  stillSaving: "Das Speichern dauert noch. Lassen Sie diese Seite offen.",
  promise: "Ihr Schlüssel wird in diesem Browser verschlüsselt, bevor er gesendet wird.",
  howTitle: "Wie wird mein Schlüssel geschützt?",
  how: [
    "Diese Seite verschlüsselt den Schlüssel mit einem öffentlichen Schlüssel. Nur das System, das ihn speichert, kann ihn entschlüsseln: Kein Server und kein Protokoll auf dem Weg sieht ihn.",
    "Der Schlüssel wird verschlüsselt gespeichert. Danach werden höchstens seine ersten und letzten Zeichen angezeigt, auch Ihnen.",
    "Diese Seite behält nichts: kein Cookie, keine gespeicherten Daten. Das Feld wird geleert, sobald der Schlüssel gespeichert ist.",
    "Sie können den Schlüssel jederzeit bei Ihrem Anbieter sperren.",
  ],
  expires: (date) => `Dieser Link gilt einmal, bis ${date}.`,
  doneTitle: "Ihr Schlüssel ist gespeichert",
  doneText: (provider, workspace) =>
    workspace === null
      ? `Ihr Schlüssel von ${provider} ist einsatzbereit.`
      : `Ihr Schlüssel von ${provider} ist für ${workspace} einsatzbereit.`,
  doneLabel: "Angezeigt als",
  doneClose: "Sie können diese Seite schließen.",
  back: (host) => `Zurück zu ${host}`,
  problems: {
    incomplete: {
      title: "Öffnen Sie den Link noch einmal",
      text: "Ein Teil des Links fehlt. Das geschieht, wenn er von Hand kopiert oder diese Seite neu geladen wird. Öffnen Sie ihn dort, wo Sie ihn bekommen haben. Er gilt noch.",
    },
    not_found: {
      title: "Dieser Link gilt nicht mehr",
      text: "Er wurde benutzt, zurückgezogen oder ist zu alt. Bitten Sie um einen neuen, wo Sie diesen bekommen haben.",
    },
    used: {
      title: "Dieser Link wurde schon benutzt",
      text: "Mit ihm wurde bereits ein anderer Schlüssel gespeichert, Ihrer nicht. Wenn Sie das nicht waren, sagen Sie es dort, wo Sie den Link bekommen haben.",
    },
    replaced: {
      title: "Der Schlüssel wurde schon ersetzt",
      text: "Seit es diesen Link gibt, wurde ein anderer Schlüssel gespeichert, Ihrer nicht. Bitten Sie um einen neuen Link, wo Sie diesen bekommen haben.",
    },
    other_key: {
      title: "Diese Seite verdient Ihren Schlüssel nicht",
      text: "Sie bietet nicht die Verschlüsselung an, die Ihr Link verlangt. Deshalb kann von hier nichts gesendet werden. Sagen Sie es dort, wo Sie den Link bekommen haben.",
    },
    no_crypto: {
      title: "Dieser Browser kann nicht verschlüsseln",
      text: "Öffnen Sie den Link in einer aktuellen Version von Chrome, Edge, Firefox oder Safari. Die Adresse muss mit https beginnen.",
    },
    offline: {
      title: "Keine Verbindung",
      text: "Der Dienst ist nicht erreichbar. Prüfen Sie Ihre Internetverbindung und versuchen Sie es noch einmal.",
    },
    too_many: {
      title: "Zu viele Versuche",
      text: "Mehrere Schlüssel wurden abgelehnt. Versuchen Sie es in einer Stunde noch einmal, oder bitten Sie um einen neuen Link, wo Sie diesen bekommen haben.",
    },
    refused: {
      title: "Der Schlüssel wurde nicht angenommen",
      text: "Es wurde nichts gespeichert. Prüfen Sie den Schlüssel und versuchen Sie es noch einmal.",
    },
    busy: {
      title: "Das dauert länger als sonst",
      text: "Ihr Schlüssel wurde verschlüsselt gesendet, aber noch nicht bestätigt. Versuchen Sie es noch einmal: Er wird nicht doppelt gespeichert.",
    },
    unavailable: {
      title: "Diese Seite kann noch nicht angezeigt werden",
      text: "Der Dienst ist ausgelastet. Versuchen Sie es gleich noch einmal.",
    },
  },
  retry: "Noch einmal versuchen",
};
