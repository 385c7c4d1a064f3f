/**
 * Our program in the place of kubectl beside the real one, each by the Role that goes with it: the same calls give the same
 * words and exit codes, and each Role has no verb too many.
 */
import { spawn } from 'node:child_process'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { kubectl } from '../../overlays/agents/glue/kubectl.js'
import { agents } from '../../overlays/index.js'
import { at, isArray, type JsonObject } from '../../src/json.js'
import { built } from '../support/streams.js'
import { needs } from '../support/which.js'
import { type Access, type Api, messageOf, metadataOf } from './api.js'
import { applyAll, wipe } from './installation.js'
import { tokenOf, withoutVerb } from './rights.js'

const python = process.env.CLEARML_MANIFESTS_PYTHON ?? 'python3'
const NAME = 'clearml-glue-gpu'
const ROLE = `/apis/rbac.authorization.k8s.io/v1/namespaces/clearml/roles/${NAME}`
const LABEL = 'CLEARML=agent-0123abcd'
const ENDED = 'status.phase!=Pending,status.phase!=Running'

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

type Kubectl = (...words: ReadonlyArray<string>) => Promise<Ran>

/** The form of the glue, and the program that goes with it. */
const forms = [
  { form: 'pinned', program: 'ours' },
  { form: 'published', program: 'the real one' },
] as const

export const kubectls = async (t: Test, api: Api, access: Access): Promise<void> => {
  const transcripts: Array<ReadonlyArray<Ran>> = []
  for (const { form, program } of forms)
    await t.test(
      `kubectl, ${program}, by the Role of the form ${form}`,
      needs(python, 'kubectl'),
      async (t) => {
        const manifests = built({
          overlays: [agents({ services: { enabled: false }, glue: [{ queue: 'gpu' }], gluePods: { form } })],
          values: { domain: 'example.com' },
        }).manifests.filter(
          ({ kind, metadata }) =>
            kind === 'Namespace' ||
            (['ServiceAccount', 'Role', 'RoleBinding'].includes(String(kind)) &&
              at(metadata ?? {}, ['name']) === NAME),
        )
        t.teardown(() => wipe(api, manifests))
        t.same(await applyAll(api, manifests), [])
        const role = manifests.find(({ kind }) => kind === 'Role') ?? {}
        const dir = t.testdir({ 'pod.json': JSON.stringify(pod), namespace: 'clearml' })
        const run = await runner(api, access, dir, form)
        const transcript = await calls(api, run, dir)
        t.same(
          transcript.map(({ code }) => code),
          [0, 0, 0, 0, 0, 0, 1],
          JSON.stringify(transcript, null, 2),
        )
        transcripts.push(transcript)

        for (const verb of verbsOf(role)) {
          const reply = await api.call('PUT', ROLE, { text: JSON.stringify(withoutVerb(role, verb)) })
          t.equal(reply.status, 200, messageOf(reply))
          const without = await calls(api, run, dir)
          for (const path of [podPath, slowPath]) await api.call('DELETE', path)
          t.ok(
            without.slice(0, -1).some(({ code, err }) => code !== 0 || err !== ''),
            `without ${verb} some call fails: ${JSON.stringify(without)}`,
          )
        }
      },
    )
  if (transcripts.length === 2) t.same(transcripts[0], transcripts[1], 'the same words and exit codes')
}

const pod: JsonObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'clearml-id-7', labels: { CLEARML: 'agent-0123abcd', 'clearml-agent-queue': '9f0a' } },
  spec: {
    schedulerName: 'nobody',
    automountServiceAccountToken: false,
    containers: [{ name: 'task', image: 'a:1' }],
  },
}
const podPath = '/api/v1/namespaces/clearml/pods/clearml-id-7'

/** A pod that is not gone as soon as it is deleted. */
const slow: JsonObject = {
  ...pod,
  metadata: { name: 'clearml-id-8', namespace: 'clearml', finalizers: ['example.com/slow'] },
}
const slowPath = '/api/v1/namespaces/clearml/pods/clearml-id-8'
const letGo = async (api: Api): Promise<void> => {
  await api.call('PATCH', slowPath, {
    type: 'application/merge-patch+json',
    text: '{"metadata":{"finalizers":null}}',
  })
}

/** The calls of the glue in the life of one pod; of a List only what is of interest. */
const calls = async (api: Api, kubectl: Kubectl, dir: string): Promise<ReadonlyArray<Ran>> => {
  const applied = await kubectl('apply', '--namespace=clearml', '-f', join(dir, 'pod.json'))
  const listed = await kubectl(
    'get',
    'pods',
    '-n',
    'clearml',
    '-o',
    'json',
    '-l',
    LABEL,
    '--field-selector',
    'status.phase=Pending,metadata.name=clearml-id-7',
  )
  const lines = await kubectl('get', 'pods', '-n', 'clearml', '-o', JSONPATH, '-l', LABEL)
  await api.call('PATCH', `${podPath}/status`, {
    type: 'application/merge-patch+json',
    text: '{"status":{"phase":"Succeeded"}}',
  })
  const words = [
    'delete',
    'pod',
    `-l=${LABEL}`,
    '--namespace=clearml',
    `--field-selector=${ENDED}`,
    '--output',
    'name',
  ]
  const deleted = await kubectl(...words)
  const again = await kubectl(...words)
  const gone = await kubectl('delete', 'pod', 'clearml-id-7', '-n', 'clearml', '--output', 'name')
  await api.apply(slow)
  const slowly = kubectl('delete', 'pod', '--namespace=clearml', '--output=name', 'clearml-id-8')
  await Promise.race([slowly, new Promise((resolve) => setTimeout(resolve, 2000))])
  await letGo(api)
  return [applied, { ...listed, out: listOf(listed.out) }, lines, deleted, again, await slowly, gone]
}

const JSONPATH =
  "jsonpath={range .items[*]}{.metadata.name}{' '}{.metadata.namespace}{' '}{.metadata.labels.clearml-agent-queue}{'\\n'}{end}"

const listOf = (text: string): string => {
  if (text === '') return ''
  const list: JsonObject = JSON.parse(text)
  const items = isArray(list.items) ? list.items : []
  return JSON.stringify([
    list.kind,
    items.map((item) => [at(item, ['apiVersion']), at(item, ['kind']), metadataOf(item as JsonObject).name]), // objects of a list
  ])
}

const verbsOf = (role: JsonObject): ReadonlyArray<string> => {
  const verbs = at(role, ['rules', 0, 'verbs'])
  return isArray(verbs) ? verbs.map(String) : []
}

const runner = async (
  api: Api,
  access: Access,
  dir: string,
  form: 'pinned' | 'published',
): Promise<Kubectl> => {
  const token = await tokenOf(api, NAME)
  writeFileSync(join(dir, 'token'), token)
  copyFileSync(access.ca, join(dir, 'ca.crt'))
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: dir,
    KUBERNETES_SERVICE_HOST: '127.0.0.1',
    KUBERNETES_SERVICE_PORT: new URL(access.url).port,
    SERVICE_ACCOUNT_DIR: dir,
  }
  const real = [`--server=${access.url}`, `--certificate-authority=${access.ca}`, `--token=${token}`]
  return (...words) =>
    new Promise((resolve) => {
      const child =
        form === 'pinned'
          ? spawn(python, ['-c', kubectl, ...words], { env })
          : spawn('kubectl', [...words, ...real, '--request-timeout=20s'], { env })
      let [out, err] = ['', '']
      child.stdout.on('data', (chunk) => {
        out += chunk
      })
      child.stderr.on('data', (chunk) => {
        err += chunk
      })
      // The real one asks for ever where it may not see whether a pod is gone.
      const limit = setTimeout(() => child.kill('SIGKILL'), 20_000)
      child.on('close', (code) => {
        clearTimeout(limit)
        resolve({ code, out, err })
      })
    })
}
