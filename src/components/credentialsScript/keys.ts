/** A key of the Secret of credentials. */
export interface CredentialKey {
  readonly key: string
  readonly meaning: string
}

/** The keys of the pair by which agents and serving sign in. */
export const agentKeys = { key: 'agent-key', secret: 'agent-secret' } as const

/**
 * The keys of the Secret that the credential step fills: a contract, so that a Secret made by hand, by an
 * ExternalSecret or by another tool works as well. Files are JSON, which is valid HOCON; each holds the contents
 * of the ClearML section it is named after. Together they set every credential that ClearML publishes a default of
 * (`apiserver/config/default/secure.conf` and `services/*.conf` of clearml-server).
 */
export const credentialKeys: ReadonlyArray<CredentialKey> = [
  {
    key: 'secure.conf',
    meaning: 'session secret, token secret, and the key pairs by which the servers sign in to each other.',
  },
  { key: 'services.conf', meaning: 'key that signs scroll ids; random, disabled guest user.' },
  {
    key: 'apiserver.conf',
    meaning: 'the administrator as a fixed user, with the bcrypt hash of the password.',
  },
  { key: 'admin-username', meaning: 'user name of the administrator, plain.' },
  {
    key: 'admin-password',
    meaning: 'password of the administrator, plain; nothing but apiserver.conf is made of it.',
  },
  {
    key: 'webserver-key',
    meaning: 'user_key of the pair "webserver" of secure.conf; used with open sign-in only.',
  },
  { key: 'webserver-secret', meaning: 'user_secret of the pair "webserver" of secure.conf.' },
  {
    key: agentKeys.key,
    meaning: 'user_key of the pair "services_agent" of secure.conf, by which agents and serving sign in.',
  },
  { key: agentKeys.secret, meaning: 'user_secret of the pair "services_agent" of secure.conf.' },
]

/** The keys that a rotation makes anew; the administrator keeps name and password. */
export const rotatedKeys: ReadonlyArray<string> = [
  'secure.conf',
  'services.conf',
  'webserver-key',
  'webserver-secret',
  agentKeys.key,
  agentKeys.secret,
]
