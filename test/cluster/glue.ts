/**
 * The glue for real: the launcher and kubectl of a stream, with the package clearml-agent, against the API server, with a
 * token of exactly its service account; only the ClearML API is made up. Its Role suffices and nothing of it can be spared.
 */
import type { Test } from 'tap'
import { parse } from 'yaml'
import { agents } from '../../overlays/index.js'
import { at, isArray, isObject, type Json, type JsonObject, type Path } from '../../src/json.js'
import { agentPython, needsAgent } from '../support/agentPython.js'
import { type ClearmlApi, clearmlApi, keys } from '../support/clearmlApi.js'
import { type Launched, launch } from '../support/launched.js'
import { built } from '../support/streams.js'
import { type Access, type Api, messageOf, metadataOf } from './api.js'
import { applyAll, wipe } from './installation.js'
import { kubectls } from './kubectl.js'
import { rightsOf, tokenOf, withoutVerb } from './rights.js'

const NAME = 'clearml-glue-gpu'
const ROLE = `/apis/rbac.authorization.k8s.io/v1/namespaces/clearml/roles/${NAME}`

/** A queue that says all that a queue can say of a pod. */
const queue = {
  queue: 'gpu',
  gpus: 1,
  createQueue: true,
  runtimeClassName: 'nvidia',
  priorityClassName: 'training',
  resources: { requests: { cpu: '4', memory: '16Gi' }, limits: { memory: '32Gi' } },
  nodeSelector: { pool: 'gpu' },
  tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 1, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname' } },
      ],
    },
  },
  env: [{ name: 'WANDB_MODE', value: 'on' }],
  sessions: { enabled: true, count: 2, startingPort: 32100 },
  template: {
    metadata: { annotations: { time: '12:30' }, labels: { team: 'ml' } },
    spec: {
      schedulerName: 'volcano',
      hostAliases: [{ ip: '10.0.0.9', hostnames: ['data.example.com'] }],
      securityContext: { fsGroup: 1000 },
      initContainers: [{ name: 'first', image: 'busybox:1.37', command: ['true'] }],
      containers: [
        { name: 'task', volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }] },
        { name: 'side', image: 'busybox:1.37' },
      ],
      volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '8Gi' } }],
    },
  },
} as const

/** What the queue names and the cluster has. */
const given: ReadonlyArray<JsonObject> = [
  { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'training' }, value: 1000 },
  { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'nvidia' }, handler: 'nvidia' },
]

/** What runs in pods is not needed here. */
const runs = ['Deployment', 'StatefulSet']

const secrets = {
  CLEARML_AGENT_GIT_USER: 'git-user-0123456789',
  CLEARML_AGENT_GIT_PASS: 'git-pass-0123456789',
}

/** Gives what was seen, a sentence each. Without the package clearml-agent it is skipped. */
export const glue = async (t: Test, api: Api, access: Access): Promise<ReadonlyArray<string>> => {
  const { manifests } = built({
    overlays: [
      agents({
        services: { enabled: false },
        glue: [queue],
        git: { user: { secret: 'git', key: 'user' }, password: { secret: 'git', key: 'token' } },
        google: { credentials: { secret: 'gcp', key: 'key.json' } },
        configSecret: { secret: 'conf', key: 'clearml.conf' },
        cache: { enabled: true },
      }),
    ],
    values: { domain: 'example.com' },
  })
  const objects = [...given, ...manifests.filter(({ kind }) => !runs.includes(String(kind)))]
  await kubectls(t, api, access)
  t.teardown(() => wipe(api, objects))
  t.same(await applyAll(api, objects), [])
  const role = found(manifests, 'Role')
  const template: JsonObject = parse(textOf(found(manifests, 'ConfigMap'), 'template.yaml'))
  const start = (t: Test, clearml: ClearmlApi): Promise<Launched> =>
    launched(t, api, access, manifests, clearml)
  const podOf = async (id: string): Promise<JsonObject | undefined> => {
    const { status, body } = await api.call('GET', podPath(id))
    return status === 200 ? body : undefined
  }

  await t.test('their tokens may do nothing else', async (t) => {
    t.same(await rightsOf(api, access, NAME), ['list,create,patch,delete pods'])
    t.same(await rightsOf(api, access, 'clearml-task-gpu'), [])
  })

  await t.test('the pod of a task has every field of the template, and no secret', needsAgent, async (t) => {
    const clearml = await clearmlApi(t, [])
    const { until, child, ended } = await start(t, clearml)
    await until('the queue', () => clearml.queues.has('gpu'))
    const task = clearml.enqueue('gpu', { image: 'team/train:1.4' })
    const pod = await eventually(until, `the pod of ${task.id}`, () => podOf(task.id))
    t.same(differences(template, pod), [
      'spec.containers[0].name: the name of the pod',
      'spec.containers[0].image: the image of the task',
    ])
    t.equal(at(pod, ['spec', 'containers', 0, 'image']), 'team/train:1.4')
    t.match(at(pod, ['metadata', 'labels', 'clearml-session']), /^gpu-1$/)
    const text = JSON.stringify(pod)
    const sent = [...text.matchAll(/echo '([A-Za-z0-9+/=]*)'/g)]
      .map(([, one = '']) => decoded(one))
      .join('\n')
    t.match(sent, 'include "/opt/clearml-agent/config/clearml.conf"')
    for (const secret of [...Object.values(secrets), keys.access, keys.secret])
      t.notMatch(`${text}${sent}`, secret)

    await t.test('the Service of its session finds it', async (t) => {
      const selector = at(found(manifests, 'Service', 'clearml-session-gpu-1'), ['spec', 'selector'])
      t.match(at(pod, ['metadata', 'labels']), selector)
    })

    await t.test('it is deleted when it has ended, not before', async (t) => {
      t.ok(await podOf(task.id))
      await finish(api, task.id)
      await eventually(until, 'that it is gone', async () => (await podOf(task.id)) === undefined)
      t.equal(task.properties['k8s-pod-port'], '32100')
    })
    child.kill('SIGTERM')
    t.equal(await ended, 143)
  })

  for (const { verb, seen } of [
    {
      verb: 'list',
      seen: async (t: Test, { ended, log }: Launched) => {
        t.equal(await ended, 1)
        t.match(
          log(),
          /glue: pods in clearml cannot be listed: Error from server \(Forbidden\): .*cannot list/,
        )
      },
    },
    ...['create', 'patch'].map((verb) => ({
      verb,
      seen: async (t: Test, { until }: Launched, clearml: ClearmlApi) => {
        await until('the queue', () => clearml.queues.has('gpu'))
        const task = clearml.enqueue('gpu')
        await until('that the task has failed', () => task.status === 'failed')
        t.match(
          task.log.join('\n'),
          // Kubernetes 1.30 does not say which verb an apply lacks that would create.
          new RegExp(
            `Error from server \\(Forbidden\\): .*(cannot ${verb} resource "pods"|${task.id}" is forbidden: *$)`,
            'm',
          ),
        )
        t.equal(await podOf(task.id), undefined)
      },
    })),
    {
      verb: 'delete',
      seen: async (t: Test, { until, log }: Launched, clearml: ClearmlApi) => {
        await until('the queue', () => clearml.queues.has('gpu'))
        const task = clearml.enqueue('gpu')
        await eventually(until, 'its pod', () => podOf(task.id))
        await finish(api, task.id)
        await until('what is wrong', () => /glue: .*\(Forbidden\): .*cannot delete/.test(log()))
        t.ok(await podOf(task.id))
        await api.call('DELETE', podPath(task.id))
      },
    },
  ])
    await t.test(`without the verb ${verb} in its Role the glue says so`, needsAgent, async (t) => {
      const reply = await api.call('PUT', ROLE, { text: JSON.stringify(withoutVerb(role, verb)) })
      t.equal(reply.status, 200, messageOf(reply))
      t.teardown(() => applyAll(api, [role]))
      const clearml = await clearmlApi(t, [])
      await seen(t, await start(t, clearml), clearml)
    })

  return needsAgent.skip === false
    ? [
        'makes a pod of a task with every field of the template, and no key and no password in it',
        'deletes it when it has ended, not before',
        'fails without each of the verbs list, create, patch and delete, and says which',
        'may do nothing else; task pods may do nothing',
      ]
    : []
}

const podPath = (id: string): string => `/api/v1/namespaces/clearml/pods/clearml-id-${id}`

const decoded = (text: string): string => Buffer.from(text, 'base64').toString()

const found = (manifests: ReadonlyArray<JsonObject>, kind: string, name = NAME): JsonObject => {
  const one = manifests.find((manifest) => manifest.kind === kind && metadataOf(manifest).name === name)
  if (one === undefined) throw new Error(`no ${kind} ${name}`)
  return one
}

const textOf = (configMap: JsonObject, key: string): string => String(at(configMap, ['data', key]))

/** As its container runs it: programs, template and environment are those of the stream. */
const launched = async (
  t: Test,
  api: Api,
  access: Access,
  manifests: ReadonlyArray<JsonObject>,
  clearml: ClearmlApi,
): Promise<Launched> => {
  const programs = found(manifests, 'ConfigMap', 'clearml-agents')
  const env = at(found(manifests, 'Deployment'), ['spec', 'template', 'spec', 'containers', 0, 'env'])
  const told = (isArray(env) ? env : [])
    .map((one) => [String(at(one, ['name'])), at(one, ['value'])] as const)
    .filter(([name, value]) => value !== undefined && !ELSEWHERE.includes(name))
  const conf = t.testdir({ 'clearml.conf': `agent.git_pass: "${secrets.CLEARML_AGENT_GIT_PASS}"\n` })
  return launch(
    t,
    {
      launcher: textOf(programs, 'launcher.py'),
      kubectl: textOf(programs, 'kubectl'),
      template: textOf(found(manifests, 'ConfigMap'), 'template.yaml'),
      token: await tokenOf(api, NAME),
      namespace: 'clearml',
      ca: access.ca,
    },
    {
      kubernetes: Number(new URL(access.url).port),
      clearml: clearml.url,
      env: { ...Object.fromEntries(told), ...secrets, CLEARML_CONFIG_FILE: `${conf}/clearml.conf` },
    },
    agentPython,
  )
}

/** Paths of the container, and the address of the API, which is another one here. */
const ELSEWHERE = ['HOME', 'K8S_GLUE_TEMPLATE', 'CLEARML_API_HOST', 'CLEARML_CONFIG_FILE']

const eventually = async <A>(
  until: Launched['until'],
  what: string,
  look: () => Promise<A | undefined | false>,
): Promise<A> => {
  let seen: A | undefined | false
  let isAsking = false
  return until(what, () => {
    if (!isAsking) {
      isAsking = true
      look().then((one) => {
        seen = one
        isAsking = false
      })
    }
    return seen
  })
}

/** As the kubelet says it. */
const finish = async (api: Api, id: string): Promise<void> => {
  const reply = await api.call('PATCH', `${podPath(id)}/status`, {
    type: 'application/merge-patch+json',
    text: '{"status":{"phase":"Succeeded"}}',
  })
  if (reply.status !== 200) throw new Error(messageOf(reply))
}

/** Every leaf of the template that is not in the pod, each with what the glue has put there. */
const differences = (template: Json, pod: Json, path: Path = []): ReadonlyArray<string> => {
  if (isObject(template))
    return Object.entries(template).flatMap(([key, value]) =>
      differences(value, (isObject(pod) ? pod[key] : undefined) ?? null, [...path, key]),
    )
  if (isArray(template))
    return template.flatMap((item, i) => {
      const others = isArray(pod) ? pod : []
      const key = at(item, ['mountPath']) === undefined ? 'name' : 'mountPath'
      const isSame = (one: Json): boolean =>
        at(item, [key]) !== undefined && at(one, [key]) === at(item, [key])
      const same = others.find(isSame) ?? others[i]
      return differences(item, same ?? null, [...path, i])
    })
  return template === pod ? [] : [`${shown(path)}: ${EXPECTED[shown(path)] ?? `${template}, got ${pod}`}`]
}

const shown = (path: Path): string =>
  path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('')

/** The fields that are the task's. */
const EXPECTED: Readonly<Record<string, string>> = {
  'spec.containers[0].name': 'the name of the pod',
  'spec.containers[0].image': 'the image of the task',
}
