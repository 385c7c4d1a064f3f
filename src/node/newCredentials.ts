/**
 * Credentials as the credential step makes them in the cluster, by the same contract (`credentialKeys`): from the system's
 * source of randomness.
 */
import { randomInt } from 'node:crypto'
import { agentKeys, rotatedKeys } from '../components/credentialsScript.js'
import { get, isObject, type Json, type JsonObject } from '../json.js'

/** The values of the Secret, by key. */
export type Credentials = Readonly<Record<string, string>>

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const DIGITS = '0123456789'

/** Letters and digits, a letter first: no HOCON reader takes it for a number, a duration or a substitution. */
const random = (length: number, letters: string = LETTERS): string => {
  const one = (of: string): string => of.charAt(randomInt(of.length))
  return one(letters) + Array.from({ length: length - 1 }, () => one(letters + DIGITS)).join('')
}

/** A password for the administrator. */
export const randomPassword = (): string => random(43)

const pair = (): JsonObject => ({ user_key: random(30, CAPITALS), user_secret: random(60) })

const secure = (): JsonObject => ({
  http: { session_secret: { apiserver: random(60) } },
  auth: { token_secret: random(60) },
  credentials: {
    apiserver: pair(),
    fileserver: pair(),
    webserver: pair(),
    services_agent: pair(),
    tests: pair(),
  },
})

const services = (): JsonObject => ({
  events: { events_retrieval: { scroll_id_key: random(60) } },
  auth: { fixed_users: { guest: { enabled: false, username: random(30), password: random(60) } } },
})

/**
 * The system's keys, all new: those of `rotatedKeys`. Of `before`, files that are JSON, what the user has added stays, as
 * in a rotation in the cluster.
 */
export const systemKeys = (before: Credentials = {}): Credentials => {
  const secureConf = renewed(parsed(before['secure.conf']), secure())
  const pairs = get(secureConf, 'credentials') ?? null
  const part = (name: string, key: string): string => {
    const own = isObject(pairs) ? (get(pairs, name) ?? null) : null
    return isObject(own) ? String(get(own, key)) : ''
  }
  const made: Credentials = {
    'secure.conf': printed(secureConf),
    'services.conf': printed(renewed(parsed(before['services.conf']), services())),
    'webserver-key': part('webserver', 'user_key'),
    'webserver-secret': part('webserver', 'user_secret'),
    [agentKeys.key]: part('services_agent', 'user_key'),
    [agentKeys.secret]: part('services_agent', 'user_secret'),
  }
  return Object.fromEntries(rotatedKeys.map((key) => [key, made[key] ?? '']))
}

/** The administrator, by name, password and the bcrypt hash of it; clearml-server reads the base64 text of a hash. */
export const administrator = (username: string, password: string, hash: string): Credentials => ({
  'apiserver.conf': printed({
    auth: {
      fixed_users: {
        enabled: true,
        pass_hashed: true,
        users: [{ username, password: Buffer.from(hash).toString('base64'), name: 'Administrator' }],
      },
    },
  }),
  'admin-username': username,
  'admin-password': password,
})

const printed = (data: JsonObject): string => JSON.stringify(data, null, 2)

/** Files of the user's own need not be JSON: nothing is taken over from those. */
const parsed = (text: string | undefined): Json => {
  try {
    return text === undefined ? null : JSON.parse(text)
  } catch {
    return null
  }
}

/** What is there, with every text replaced that is new. */
const renewed = (old: Json, fresh: JsonObject): JsonObject => {
  if (!isObject(old)) return fresh
  const below = Object.entries(fresh).map(([key, value]) => {
    const before = get(old, key) ?? null
    if (isObject(value)) return [key, renewed(before, value)]
    return [key, typeof value === 'boolean' && typeof before === 'boolean' ? before : value]
  })
  return { ...old, ...Object.fromEntries(below) }
}
