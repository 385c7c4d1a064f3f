/** Hosts and ports of the URLs that stand in a text. */

/** Where a URL leads. */
export interface Address {
  /** In lower case, without the root's dot. */
  readonly host: string
  readonly port?: number
  /** Where the URL begins in the text. */
  readonly offset: number
}

/**
 * The addresses of all URLs whose scheme means a network host (`s3://bucket` does not), and whose host is written
 * out. A host or port that something fills in later (`$X`, `$(X)`, `${X}`, `%s`, `{{x}}`, `<x>`, `*`) is left out.
 * A list of hosts, as MongoDB and Redis take it, gives each of them.
 */
export const addresses = (text: string): ReadonlyArray<Address> => {
  const found: Address[] = []
  for (let end = text.indexOf('://'); end >= 0; end = text.indexOf('://', end + 3)) {
    const scheme = /\w*$/.exec(text.slice(Math.max(end - LONGEST, 0), end))?.[0] ?? ''
    if (!SCHEMES.has(scheme.toLowerCase())) continue
    const start = end + 3
    const user = matchAt(USER, text, start).length
    const hosts = user > 0 ? hostsAt(text, start + user) : []
    for (const one of hosts.length > 0 ? hosts : hostsAt(text, start)) {
      const colon = one.indexOf(':')
      const host = (colon < 0 ? one : one.slice(0, colon)).toLowerCase().replace(/\.$/, '')
      const port = colon < 0 ? {} : { port: Number(one.slice(colon + 1)) }
      found.push({ host, offset: end - scheme.length, ...port })
    }
  }
  return found
}

/** The hosts, some with ports, of the list that begins at `start`. */
const hostsAt = (text: string, start: number): ReadonlyArray<string> => {
  const hosts: string[] = []
  let at = start
  do {
    const one = matchAt(ONE, text, at)
    if (one === '') break
    hosts.push(one)
    at += one.length + 1
  } while (text[at - 1] === ',')
  return hosts
}

/** What matches at this very place; '' for nothing. */
const matchAt = (source: string, text: string, at: number): string => {
  const expression = new RegExp(source, 'y')
  expression.lastIndex = at
  return expression.exec(text)?.[0] ?? ''
}

const SCHEMES: ReadonlySet<string> = new Set(
  (
    'http https ws wss grpc grpcs tcp udp tls telnet mongodb redis rediss amqp amqps nats kafka postgres postgresql ' +
    'mysql ldap ldaps smtp smtps elasticsearch'
  ).split(' '),
)
/** Characters before `://` that are looked at: more than any of the schemes has. */
const LONGEST = 20
const USER = '[^\\s/@"\'`?#<>]*@'
/** Without the flag `i`, which takes longer to compile than all the rest. */
const HOST = '[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\\.?'
/** What may follow a host that is complete; after a port also what is filled in later must not follow. */
const END = '(?=[\\s/?#"\'`,;)\\]|>\\\\&]|$)'
const PORT = ':\\d{1,5}'
/** A port that is filled in later leaves the host. */
const LATER = '(?=:[$%{<])'
const ONE = `${HOST}(?:${PORT}${END}|${END}|${LATER})`

/** A whole text that is a host's name and nothing else. */
export const isHost = (text: string): boolean => WHOLE.test(text)
const WHOLE = new RegExp(`^${HOST}$`)
