/** The planted faults of the tests, sent to the real API server: where it refuses one, `validate` has refused it too. */
import * as E from 'fp-ts/lib/Either.js'
import type { Test } from 'tap'
import * as yaml from 'yaml'
import { at, isArray, isObject, type JsonObject } from '../../src/json.js'
import { parseStream } from '../../src/node/readStream.js'
import { lintMutations, sound } from '../lint/mutations.js'
import { examples } from '../openapi/examples.js'
import { mutations as planted } from '../openapi/mutations.js'
import { type Api, messageOf, metadataOf } from './api.js'

export interface Judged {
  readonly what: string
  /** Whether `validate` refuses it. */
  readonly ours: boolean
  /** The server's message, if it refuses. */
  readonly server: string | undefined
}

export const mutations = async (t: Test, api: Api): Promise<ReadonlyArray<Judged>> => {
  const judged: Judged[] = []
  await furnish(api)
  for (const [example, text] of Object.entries(examples)) {
    const server = await refusal(api, text)
    t.equal(server, undefined, `the server takes the example ${example}`)
  }
  for (const [example, from, to, says] of planted) {
    const text = (examples[example] ?? '').replace(from, () => to)
    judged.push({ what: says, ours: !says.startsWith('warning'), server: await refusal(api, text) })
  }
  t.equal(
    await refusal(api, sound),
    undefined,
    'the server takes the stream that the lint rules are tried on',
  )
  for (const [from, to, says] of lintMutations) {
    const server = await refusal(
      api,
      sound.replace(from, () => to),
    )
    judged.push({ what: says, ours: !says.startsWith('warning'), server })
  }
  for (const { what, ours, server } of judged) {
    if (server !== undefined) t.ok(ours, `${what} (the server: ${server})`)
  }
  return judged
}

const furnish = async (api: Api): Promise<void> => {
  const all = Object.values(examples).flatMap(manifestsOf)
  const namespaces = new Set(all.flatMap((manifest) => metadataOf(manifest).namespace ?? []))
  for (const name of namespaces) await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  for (const definition of all.filter(({ kind }) => kind === 'CustomResourceDefinition')) {
    await api.apply(definition)
    await until(async () => isServed(api, definition))
  }
  for (const pod of all.filter(({ kind }) => kind === 'Pod')) {
    const account = at(pod, ['spec', 'serviceAccountName'])
    if (typeof account !== 'string') continue
    const namespace = metadataOf(pod).namespace ?? 'default'
    await api.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account, namespace } })
  }
  const accounts = [...namespaces, 'default'].map(
    (name) => `/api/v1/namespaces/${name}/serviceaccounts/default`,
  )
  for (const path of accounts) await until(async () => (await api.call('GET', path)).status === 200)
}

const isServed = async (api: Api, definition: JsonObject): Promise<boolean> => {
  const group = String(at(definition, ['spec', 'group']))
  const version = String(at(definition, ['spec', 'versions', 0, 'name']))
  return (await api.call('GET', `/apis/${group}/${version}`)).status === 200
}

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 200) throw new Error('waited for 20 s')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const manifestsOf = (text: string): ReadonlyArray<JsonObject> => {
  const parsed = parseStream(yaml, text, 'x.yaml')
  if (E.isLeft(parsed)) throw new Error(JSON.stringify(parsed.left))
  return parsed.right.flatMap(({ manifest }) => {
    const items = manifest.kind === 'List' ? at(manifest, ['items']) : undefined
    return isArray(items) ? items.filter(isObject) : [manifest]
  })
}

/** What the server says against the first object that it does not take, made or applied; nothing is kept of any. */
const refusal = async (api: Api, text: string): Promise<string | undefined> => {
  for (const manifest of manifestsOf(text)) {
    const { name: _name, ...metadata } = metadataOf(manifest)
    try {
      const path = await api.pathOf({ ...manifest, metadata })
      const text = JSON.stringify(manifest)
      const made = await api.call('POST', `${path}?dryRun=All&fieldValidation=Strict`, { text })
      if (made.status >= 300 && made.body.reason !== 'AlreadyExists') return messageOf(made)
      const applied = await api.apply(manifest, { dryRun: true })
      if (applied.status >= 300) return messageOf(applied)
    } catch (error) {
      return String(error)
    }
  }
  return undefined
}
