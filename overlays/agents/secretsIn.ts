/** Secrets in the text of a clearml.conf. */

/** Keys of clearml.conf whose values are secret. Source: `config/agent.conf`, `api.conf` and `sdk.conf` of clearml-agent. */
const keys = [
  ...['access_key', 'account_key', 'auth_token', 'bearer_token', 'git_pass', 'pass', 'password', 'secret'],
  ...['secret_key', 'token'],
]

/** A key, and the beginning of a literal value: neither empty, nor `null`, nor a substitution such as `${?NAME}`. */
const assigned = new RegExp(
  String.raw`(?:^|[\s.,{"])(${keys.join('|')})"?[ \t]*[:=][ \t]*(?!\$\{|"""|""|null\b)["']?[^\s"',}\]]`,
  'gm',
)

/** `https://user:password@host`, as of a package index. */
const inUrl = /:\/\/[^\s"'/@:]+:(?!\$\{)[^\s"'/@]+@/

/** The names of the keys that have a secret, each once, in the order of the text; never the secret. */
export const secretsIn = (text: string): ReadonlyArray<string> => {
  const said = text.replace(/(^|\s)(#|\/\/).*$/gm, '$1')
  const found = [...said.matchAll(assigned)].map(([, key]) => key ?? '')
  return [...new Set(found), ...(inUrl.test(said) ? ['a password in a URL'] : [])]
}
