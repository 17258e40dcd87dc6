/** Variables that hold a secret or say where one is: of the connection, of the codec, and what campaigns name for webhooks. */
const secret = /^(TEMPORAL_(API_KEY|TLS)|UMBRA_(CODEC|SECRET)_)/;

/** An environment for programs that need no secrets: task children with modules of other people, commands that campaigns name. */
export function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !secret.test(name)));
}
