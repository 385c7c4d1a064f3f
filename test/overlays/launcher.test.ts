/** The launcher for real: the package clearml-agent, our kubectl, and two APIs in memory. */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { kubectl } from '../../overlays/agents/glue/kubectl.js'
import { launcher } from '../../overlays/agents/glue/launcher.js'
import { at, type Json, type JsonObject } from '../../src/json.js'
import { toYamlDocument } from '../../src/kube/yaml.js'
import { needsAgent } from '../support/agentPython.js'
import { type ClearmlApi, clearmlApi, keys } from '../support/clearmlApi.js'
import { type Launched, launch } from '../support/launched.js'
import { certificate, type PodsApi, podsApi, refused } from '../support/podsApi.js'
import { needs } from '../support/which.js'

const python = process.env.CLEARML_MANIFESTS_PYTHON ?? 'python3'

const pod: JsonObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'ml', labels: { team: 'ml' }, annotations: { note: 'yes', time: '12:30' } },
  spec: {
    serviceAccountName: 'clearml-task-gpu',
    restartPolicy: 'Never',
    containers: [
      {
        name: 'task',
        image: 'placeholder:1',
        env: [
          {
            name: 'CLEARML_API_SECRET_KEY',
            valueFrom: { secretKeyRef: { name: 'keys', key: 'agent-secret' } },
          },
          { name: 'MODE', value: 'on' },
        ],
        resources: { limits: { 'nvidia.com/gpu': '1' } },
      },
    ],
  },
}

interface Running extends Launched {
  readonly clearml: ClearmlApi
  readonly kubernetes: PodsApi
  /** The pod of a task, as soon as it is there. */
  readonly podOf: (id: string) => Promise<JsonObject>
}

const start = async (
  t: Test,
  env: NodeJS.ProcessEnv = {},
  { queues = ['gpu'], template = pod }: { queues?: ReadonlyArray<string>; template?: JsonObject } = {},
): Promise<Running> => {
  const clearml = await clearmlApi(t, queues)
  const kubernetes = await podsApi(t)
  const files = {
    launcher,
    kubectl,
    template: toYamlDocument(template),
    token: 'the-token',
    namespace: 'ml',
    ca: certificate,
  }
  const launched = launch(t, files, { kubernetes: kubernetes.port, clearml: clearml.url, env })
  const podOf = (id: string): Promise<JsonObject> =>
    launched.until(`the pod of ${id}`, () => kubernetes.pods.get(`clearml-id-${id}`))
  return { ...launched, clearml, kubernetes, podOf }
}

const containerOf = (pod: JsonObject): JsonObject => at(pod, ['spec', 'containers', 0]) as JsonObject // the glue sees to it
const envOf = (pod: JsonObject): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    (containerOf(pod).env as ReadonlyArray<JsonObject>).map(({ name, ...rest }) => [name, rest]),
  ) // a list there
const argsOf = (pod: JsonObject): string => (containerOf(pod).args as ReadonlyArray<string>).join('\n') // a list of texts there
/** The texts that travel in the command, decoded: clearml.conf, and the script that starts the agent. */
const sentTo = (pod: JsonObject): ReadonlyArray<string> =>
  [...argsOf(pod).matchAll(/echo '([A-Za-z0-9+/=]*)' \| base64/g)].map(([, text = '']) =>
    Buffer.from(text, 'base64').toString(),
  )
const phase = (api: PodsApi, name: string, phase: string): void => {
  api.pods.set(name, { ...api.pods.get(name), status: { phase, containerStatuses: [] } })
}

t.test('a task gets a pod of the template', needsAgent, async (t) => {
  const { clearml, podOf, until, log, shows } = await start(t)
  const task = clearml.enqueue('gpu', { arguments: '-e MODE=task -e MORE=1' })
  const made = await podOf(task.id)
  t.match(made, {
    kind: 'Pod',
    metadata: {
      name: `clearml-id-${task.id}`,
      namespace: 'ml',
      labels: { team: 'ml', CLEARML: /^agent-[0-9a-f]{8}$/, 'clearml-agent-queue-name': 'gpu' },
      annotations: { note: 'yes', time: '12:30' },
    },
    spec: { serviceAccountName: 'clearml-task-gpu', restartPolicy: 'Never' },
  })
  t.match(containerOf(made), {
    name: `clearml-id-${task.id}`,
    image: 'docker.io/library/python:3.12',
    command: ['/bin/bash'],
    resources: { limits: { 'nvidia.com/gpu': '1' } },
  })
  t.strictSame(envOf(made), {
    CLEARML_API_SECRET_KEY: { valueFrom: { secretKeyRef: { name: 'keys', key: 'agent-secret' } } },
    MODE: { value: 'task' },
    MORE: { value: '1' },
    CLEARML_WORKER_ID: { value: `ml-glue-gpu:${task.id}` },
  })
  const version = /clearml-agent ([\d.]+), queue gpu/.exec(log())?.[1]
  t.match(sentTo(made)[1], `-m pip install clearml-agent==${version}\n`, 'the task runs the same version')
  await until('its queue', () => task.properties['k8s-queue'])
  t.match(task, { status: 'queued', properties: { 'k8s-queue': 'gpu' } })
  t.strictSame(clearml.queues.get('k8s_scheduler'), [task.id], 'it waits where the web UI shows it')
  t.strictSame([...clearml.workers], ['ml-glue-gpu'])
  t.equal(shows('alive') && shows('ready'), true)
})

t.test('no secret of the glue is in the pod of a task', needsAgent, async (t) => {
  const secrets = { user: 'git-user-0123', pass: 'git-pass-4567', conf: 'in-the-secret-89ab' }
  const conf = join(t.testdir({ 'clearml.conf': `agent.git_pass: "${secrets.conf}"\n` }), 'clearml.conf')
  const { clearml, podOf } = await start(t, {
    CLEARML_AGENT_GIT_USER: secrets.user,
    CLEARML_AGENT_GIT_PASS: secrets.pass,
    CLEARML_CONFIG_FILE: conf,
    K8S_GLUE_TASK_CONFIG_FILE: '/opt/clearml-agent/config/clearml.conf',
  })
  const made = await podOf(clearml.enqueue('gpu').id)
  const text = [JSON.stringify(made), ...sentTo(made)].join('\n')
  for (const secret of [...Object.values(secrets), keys.access, keys.secret]) t.notMatch(text, secret)
  t.equal(
    sentTo(made)[0],
    'include "/opt/clearml-agent/config/clearml.conf"\n\nagent.package_manager.system_site_packages: true\n',
  )
})

t.test('clearml-agent reads the file that the sent one includes', needsAgent, async (t) => {
  const { spawnSync } = await import('node:child_process')
  const { agentPython } = await import('../support/agentPython.js')
  const dir = t.testdir({ 'secret.conf': 'agent.git_user: "bot"\nagent.default_docker.image: "a/b:1"\n' })
  const own = join(dir, 'own.conf')
  writeFileSync(
    own,
    `include "${join(dir, 'secret.conf')}"\n\nagent.package_manager.system_site_packages: true\n`,
  )
  const print =
    'from clearml_agent.backend_api.config import load; c = load(); print("|".join(str(c.get(k)) for k in ("agent.git_user", "agent.default_docker.image", "agent.package_manager.system_site_packages")))'
  const { stdout } = spawnSync(agentPython, ['-c', print], {
    env: { PATH: process.env.PATH, HOME: tmpdir(), CLEARML_CONFIG_FILE: own },
    encoding: 'utf8',
  })
  t.equal(stdout.trim().split('\n').at(-1), 'bot|a/b:1|True')
})

t.test('the text of a clearml.conf travels, whatever is in it', needsAgent, async (t) => {
  const text = 'agent.worker_note: "Müller 🙂 \'quoted\'"\n'
  const conf = join(t.testdir({ 'clearml.conf': text }), 'clearml.conf')
  const { clearml, podOf } = await start(t, { CLEARML_CONFIG_FILE: conf })
  t.match(sentTo(await podOf(clearml.enqueue('gpu').id))[0], text)
})

t.test('a change of the template reaches the next task', needsAgent, async (t) => {
  const { clearml, podOf, changeTemplate } = await start(t)
  t.match(await podOf(clearml.enqueue('gpu').id), { metadata: { labels: { team: 'ml' } } })
  const [task] = at(pod, ['spec', 'containers']) as ReadonlyArray<JsonObject> // as above
  const containers = [{ name: 'sidecar', image: 'side:1' }, task ?? {}]
  changeTemplate(toYamlDocument({ ...pod, metadata: { labels: { team: 'new' } }, spec: { containers } }))
  const made = await podOf(clearml.enqueue('gpu').id)
  t.match(made, { metadata: { labels: { team: 'new' } } })
  t.match(containerOf(made), { command: ['/bin/bash'], resources: { limits: { 'nvidia.com/gpu': '1' } } })
  t.match(
    at(made, ['spec', 'containers', 1]),
    { name: 'sidecar', image: 'side:1' },
    'wherever the container `task` stands',
  )
})

t.test('pods of sessions have numbers and ports of their own', needsAgent, async (t) => {
  const { clearml, kubernetes, podOf, until } = await start(t, {
    K8S_GLUE_SESSIONS: '2',
    K8S_GLUE_STARTING_PORT: '31000',
    K8S_GLUE_GATEWAY: 'ml-node-1',
    K8S_GLUE_LIMIT_POD_LABEL: 'clearml-session=gpu-{pod_number}',
  })
  const [one, two] = [clearml.enqueue('gpu'), clearml.enqueue('gpu')]
  t.match(await podOf(one.id), { metadata: { labels: { 'clearml-session': 'gpu-1' } } })
  t.match(await podOf(two.id), { metadata: { labels: { 'clearml-session': 'gpu-2' } } })
  await until('the port of the second', () => two.properties['k8s-pod-port'])
  t.match(one.properties, {
    'k8s-pod-port': '31000',
    'k8s-gateway-address': 'ml-node-1',
    'k8s-pod-number': '1',
  })
  t.match(two.properties, { 'k8s-pod-port': '31001' })
  const three = clearml.enqueue('gpu')
  await until(
    'that there is no place',
    () => clearml.calls.lastIndexOf('tasks.stop') > clearml.calls.lastIndexOf('tasks.edit_hyper_params'),
  )
  t.equal(kubernetes.pods.size, 2)
  phase(kubernetes, `clearml-id-${one.id}`, 'Succeeded')
  t.match(
    await podOf(three.id),
    { metadata: { labels: { 'clearml-session': 'gpu-1' } } },
    'the place of one that ended',
  )
})

t.test('not more pods than the limit; those of ended tasks do not count', needsAgent, async (t) => {
  const { clearml, kubernetes, podOf, until, log } = await start(t, {
    K8S_GLUE_MAX_PODS: '1',
    K8S_GLUE_COMPLETED_POD_DELETION_DELAY_MINUTES: '60',
  })
  const [one, two] = [clearml.enqueue('gpu'), clearml.enqueue('gpu')]
  await podOf(one.id)
  await until('that the limit is reached', () => /Maximum pod limit reached 1\/1/.test(log()))
  t.strictSame(clearml.queues.get('gpu'), [two.id], 'the other one waits in its queue')
  phase(kubernetes, `clearml-id-${one.id}`, 'Failed')
  await podOf(two.id)
})

t.test('the pod of an ended task is deleted', needsAgent, async (t) => {
  const { clearml, kubernetes, podOf, until } = await start(t)
  const task = clearml.enqueue('gpu')
  const name = `clearml-id-${task.id}`
  await podOf(task.id)
  phase(kubernetes, name, 'Running')
  const asked = kubernetes.calls.length
  await until('some rounds', () => kubernetes.calls.length > asked + 6)
  t.ok(kubernetes.pods.has(name), 'not while it runs')
  phase(kubernetes, name, 'Succeeded')
  await until('that it is gone', () => !kubernetes.pods.has(name))
})

t.test('a task that runs again takes the place of its ended pod', needsAgent, async (t) => {
  const { clearml, kubernetes, podOf, until } = await start(t, {
    K8S_GLUE_COMPLETED_POD_DELETION_DELAY_MINUTES: '60',
  })
  const task = clearml.enqueue('gpu')
  await podOf(task.id)
  phase(kubernetes, `clearml-id-${task.id}`, 'Failed')
  clearml.queues.get('gpu')?.push(task.id)
  await until(
    'the new pod',
    () => at(kubernetes.pods.get(`clearml-id-${task.id}`) ?? {}, ['status', 'phase']) === 'Pending',
  )
  const methods = kubernetes.calls.map(({ method }) => method).filter((method) => method !== 'GET')
  t.strictSame(methods, ['PATCH', 'DELETE', 'PATCH'])
})

t.test('what the cluster refuses fails the task, and stands in its log', needsAgent, async (t) => {
  const { clearml, kubernetes, until } = await start(t)
  kubernetes.answer = ({ method }) =>
    method === 'PATCH' ? refused(403, 'Forbidden', 'exceeded quota: gpus') : undefined
  const task = clearml.enqueue('gpu')
  await until('that it has failed', () => task.status === 'failed')
  t.match(task.log.join('\n'), 'Error from server (Forbidden): exceeded quota: gpus')
})

/** Whether a sign of life stands still while the other one goes on. */
const isNotReady = async ({ until, last }: Launched): Promise<boolean> => {
  const [alive, ready] = [last('alive'), last('ready')]
  await until('further rounds', () => last('alive') > alive + 1000)
  return last('ready') === ready
}

t.test('a cluster that stops to answer is said, and the glue is not ready', needsAgent, async (t) => {
  const running = await start(t)
  const { kubernetes, until, log, shows, last } = running
  await until('that it is ready', () => shows('ready'))
  const first = last('ready')
  await until('that it is still ready', () => last('ready') > first)
  kubernetes.answer = () => refused(403, 'Forbidden', 'pods is forbidden')
  await until('what is wrong', () =>
    /glue: Error from server \(Forbidden\): pods is forbidden \(kubectl get pods, exit code 1\)/.test(log()),
  )
  t.equal(await isNotReady(running), true)
})

t.test('nor is it ready where ClearML gives it no tasks', needsAgent, async (t) => {
  const running = await start(t)
  await running.until('that it is ready', () => running.shows('ready'))
  running.clearml.answer = (call) => (call === 'queues.get_next_task' ? 400 : undefined)
  await running.until('what is wrong', () => /Could not access task queue/.test(running.log()))
  t.equal(await isNotReady(running), true)
})

t.test('without the right to list pods it does not begin', needsAgent, async (t) => {
  const kubernetes = await podsApi(t)
  kubernetes.answer = () => refused(403, 'Forbidden', 'pods is forbidden')
  const clearml = await clearmlApi(t, ['gpu'])
  const files = {
    launcher,
    kubectl,
    template: toYamlDocument(pod),
    token: 'the-token',
    namespace: 'ml',
    ca: certificate,
  }
  const { ended, log, shows } = launch(t, files, { kubernetes: kubernetes.port, clearml: clearml.url })
  t.equal(await ended, 1)
  t.match(log(), 'glue: pods in ml cannot be listed: Error from server (Forbidden): pods is forbidden\n')
  t.strictSame([clearml.calls, shows('ready')], [[], false])
})

t.test('a queue that is not there: an error that names it, or it is made', needsAgent, async (t) => {
  const without = await start(t, {}, { queues: ['other'] })
  t.equal(await without.ended, 1)
  t.match(without.log(), /glue: Could not find queue with name\/id "gpu"/)
  const made = await start(t, { K8S_GLUE_CREATE_QUEUE: 'true' }, { queues: [] })
  await made.until('the queue', () => made.clearml.queues.has('gpu'))
  await made.podOf(made.clearml.enqueue('gpu').id)
})

t.test('it waits for the ClearML API, for a time', needsAgent, async (t) => {
  const { port } = new URL((await clearmlApi(t, [])).url)
  const later = await clearmlApi(t, ['gpu'])
  let isUp = false
  later.answer = (call) => (isUp || call !== 'debug.ping' ? undefined : 503)
  const kubernetes = await podsApi(t)
  const files = {
    launcher,
    kubectl,
    template: toYamlDocument(pod),
    token: 'the-token',
    namespace: 'ml',
    ca: certificate,
  }
  const waiting = launch(t, files, { kubernetes: kubernetes.port, clearml: later.url })
  await waiting.until('that it waits', () => /answers 503 Service Unavailable; waiting/.test(waiting.log()))
  const before = waiting.last('alive')
  await waiting.until('a further sign of life', () => waiting.last('alive') > before)
  isUp = true
  await waiting.until('that it works', () => waiting.shows('ready'))

  const nobody = { kubernetes: kubernetes.port, clearml: `http://127.0.0.1:${Number(port) === 1 ? 2 : 1}` }
  const never = launch(t, files, { ...nobody, env: { K8S_GLUE_WAIT_SECONDS: '0.5' } })
  t.equal(await never.ended, 1)
  t.match(
    never.log(),
    /glue: the ClearML API at http:\/\/127\.0\.0\.1:\d is not reachable: .*; waited for 0\.5 s\n/,
  )
})

t.test('keys that the API does not know are an error', needsAgent, async (t) => {
  const { ended, log } = await start(t, { CLEARML_API_SECRET_KEY: 'wrong' })
  t.equal(await ended, 1)
  t.match(log(), /glue: the ClearML API refuses the keys: .*401/)
  t.notMatch(log(), 'Traceback')
})

t.test('after its container was killed it begins again, with the same worker id', needsAgent, async (t) => {
  const left = { [`.clearmlagent_${process.pid}_x.tmp`]: 'ml-glue-gpu\n0', '_.clearmlagent_global.lock': '' }
  const { until, shows, log } = await start(t, { TMPDIR: t.testdir(left) })
  await until('that it is ready', () => shows('ready'))
  t.notMatch(log(), 'lock file timed out')
})

t.test('SIGTERM ends it at once, and its worker is no more', needsAgent, async (t) => {
  const { child, ended, until, shows, clearml } = await start(t)
  await until('that it is ready', () => shows('ready'))
  const begin = Date.now()
  child.kill('SIGTERM')
  t.equal(await ended, 143)
  t.ok(Date.now() - begin < 4000, `${Date.now() - begin} ms`)
  t.strictSame([...clearml.workers], [])
})

t.test('SIGTERM ends it while it waits for the ClearML API', needsAgent, async (t) => {
  const kubernetes = await podsApi(t)
  const files = {
    launcher,
    kubectl,
    template: toYamlDocument(pod),
    token: 'the-token',
    namespace: 'ml',
    ca: certificate,
  }
  const { child, ended, until, log } = launch(t, files, {
    kubernetes: kubernetes.port,
    clearml: 'http://127.0.0.1:1',
  })
  await until('that it waits', () => /waiting/.test(log()))
  child.kill('SIGTERM')
  t.equal(await ended, 143)
})

t.test('after SIGTERM a task that is being handed over still gets its pod', needsAgent, async (t) => {
  const { child, ended, until, clearml, kubernetes, shows } = await start(t)
  await until('that it is ready', () => shows('ready'))
  const task = clearml.enqueue('gpu')
  clearml.answer = async (call) => {
    if (call !== 'tasks.edit') return undefined
    child.kill('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 500))
    return undefined
  }
  t.equal(await ended, 143)
  t.ok(kubernetes.pods.has(`clearml-id-${task.id}`))
  clearml.enqueue('gpu')
})

t.test('what is missing is named', needs(python), async (t) => {
  const files = { launcher, kubectl, template: '', token: 'x', namespace: 'ml', ca: certificate }
  const where = { kubernetes: 1, clearml: 'http://127.0.0.1:1' }
  const noQueue = launch(t, files, { ...where, env: { K8S_GLUE_QUEUE: '' } }, python)
  t.equal(await noQueue.ended, 1)
  t.equal(noQueue.log(), 'glue: the variable K8S_GLUE_QUEUE is not set\n')
  const noAgent = launch(
    t,
    { ...files, launcher: launcher.replace('import requests', 'import no_such_module') },
    where,
    python,
  )
  t.equal(await noAgent.ended, 1)
  t.match(noAgent.log(), /^glue: clearml-agent cannot be imported: No module named /)
})
