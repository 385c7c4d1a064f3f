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
  // Most texts hold no URL, and this is much faster than the expression.
  if (!text.includes('://')) return []
  const found: Address[] = []
  for (const { 1: first = '', 2: others = '', index: offset } of text.matchAll(URLS)) {
    for (const part of `${first}${others}`.split(',')) {
      const colon = part.indexOf(':')
      const host = (colon < 0 ? part : part.slice(0, colon)).toLowerCase().replace(/\.$/, '')
      const port = colon < 0 ? undefined : Number(part.slice(colon + 1))
      found.push({ host, offset, ...(port === undefined ? {} : { port }) })
    }
  }
  return found
}

const SCHEME =
  '\\b(?:https?|wss?|grpcs?|tcp|udp|tls|telnet|mongodb|rediss?|amqps?|nats|kafka|postgres(?:ql)?|mysql|ldaps?|smtps?|elasticsearch)'
const USER = '(?:[^\\s/@"\'`?#<>]*@)?'
const HOST = '[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\\.?'
/** What may follow a host that is complete; after a port also what is filled in later must not follow. */
const END = '(?=[\\s/?#"\'`,;)\\]|>\\\\&]|$)'
const PORT = ':\\d{1,5}'
/** A port that is filled in later leaves the host. */
const LATER = '(?=:[$%{<])'
const ONE = `${HOST}(?:${PORT}${END}|${END}|${LATER})`
const URLS = new RegExp(`${SCHEME}:\\/\\/${USER}(${ONE})((?:,${ONE})*)`, 'gi')

/** A whole text that is a host's name and nothing else. */
export const isHost = (text: string): boolean => WHOLE.test(text)
const WHOLE = new RegExp(`^${HOST}$`, 'i')
