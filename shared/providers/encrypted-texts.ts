import type { NotKey } from "./provider.ts";

/** What tools for secrets write in place of a key: nobody but their own programs can read it. */
export const ENCRYPTED_TEXTS: readonly NotKey[] = [
  {
    kind: "a text encrypted by Ansible Vault",
    code: "encrypted",
    pattern: /^\$ANSIBLE_VAULT\b/,
    examples: ["$ANSIBLE_VAULT;1.1;AES256"],
    source: "Ansible documentation: format of files encrypted with Ansible Vault",
  },
  {
    kind: "an encrypted value",
    code: "encrypted",
    pattern: /^(?:ENC|DEC)[[(]/,
    examples: [
      "ENC[AES256_GCM,data:p673w==,iv:YY=,type:str]",
      "ENC[PKCS7,MIIB]",
      "ENC(G6N718UuyPE5bHyWKyuLQSm02au)",
    ],
    source: "SOPS, hiera-eyaml, Jasypt",
  },
  {
    kind: "an encrypted value",
    code: "encrypted",
    pattern:
      /^(?:encrypted|enc|cipher|ciphertext|secure|sealed|kms|awskms|gcpkms|aws-kms|gcp-kms|vault:v\d{1,5}|AES|AES256|pgp|age):/i,
    examples: [
      "encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMadg9K3",
      "vault:v1:8SDd3WHDOjf7mq69CyCqYjBXAiQ=",
      "kms:AQICAHh",
      "secure:ab12",
    ],
    source: "dotenvx, HashiCorp Vault (transit), AppVeyor, Pulumi",
  },
  {
    kind: "an encrypted value",
    code: "encrypted",
    pattern: /^\{(?:cipher|encrypted|enc|aes|vault)\}/i,
    examples: ["{cipher}FKSAJDFGYOS8F7GLHAKERGFHLSAJ"],
    source: "Spring Cloud Config: encryption and decryption",
  },
  {
    kind: "an encrypted value",
    code: "encrypted",
    // What OpenSSL, Laravel, Fernet, AWS KMS, Windows and Jenkins put before each encrypted value.
    pattern:
      /^(?:U2FsdGVkX1[89+/]|eyJpdiI6I|gAAAAAB[\w-]{80}|AQICAH[A-Za-z0-9+/]{100}|01000000d08c9ddf0115d111|\{AQAAABAAAA)/i,
    examples: [
      "U2FsdGVkX1+vupppZksvRf5pq5g5XjFRIipRkwB0K1Y=",
      "eyJpdiI6InJ0Z2x3",
      `gAAAAAB${"k".repeat(80)}`,
    ],
    source:
      'the first bytes that each tool writes: `Salted__`, {"iv":, version and time, key metadata, DPAPI',
  },
  {
    kind: "a key of the encryption tool age",
    code: "encrypted",
    pattern: /^(?:AGE-SECRET-KEY-1|age1[0-9a-z]{58}$)/,
    examples: ["AGE-SECRET-KEY-1QQPQ", `age1${"q".repeat(58)}`],
    source: "age: the format of its identities and recipients",
  },
  {
    kind: "a sealed or encrypted token",
    code: "encrypted",
    pattern: /^eyJ[\w-]+\.[\w-]*\.[\w-]+\.[\w-]*\.[\w-]+$/,
    examples: ["eyJhbGciOiJSU0EifQ.d3JhcA.aXY.Y2lwaGVy.dGFn"],
    source: "RFC 7516, 7.1 (JWE, five parts): also keyferry's own sealed keys",
  },
  {
    kind: "the hash of a password",
    code: "encrypted",
    pattern: /^\$(?:2[abxy]|argon2(?:id|i|d)|scrypt|[156y]|apr1|pbkdf2[\w-]{0,20})\$/,
    examples: ["$2b$12$R9h", "$argon2id$v=19$m=65536", "$6$rounds=5000$"],
    source: "crypt(5), PHC string format",
  },
];
